from accounts.models.account_change import AccountChange, ChangeKind
from accounts.models.account_run import AccountRun, AccountRunPhase, AccountRunState
from accounts.models.agency_relation import AgencyRelation
from accounts.models.app_consent import AppConsent
from accounts.models.app_session import AppSession
from accounts.models.case_decision import CaseChange, CaseChoice, CaseDecision, DecisionState
from accounts.models.city_app import AppKind, AppState, CityApp
from accounts.models.city_link import CityLink, CityLinkSession, LinkBasis
from accounts.models.city_provider import CityProvider, ProviderState
from accounts.models.claim import Claim, HolderKind
from accounts.models.claiming import ClaimBasis, Claiming, ClaimingState
from accounts.models.closure import Closure, ClosureState, SetAside
from accounts.models.conflict_case import CaseState, ConflictCase, ConflictReason
from accounts.models.correction_request import CorrectionRequest, CorrectionState, RefusalReason
from accounts.models.data_export import DataExport, DataExportPart, ExportKind, ExportState
from accounts.models.dependant import Dependant
from accounts.models.enterprise import Enterprise
from accounts.models.guardian_consent import GuardianConsent
from accounts.models.identifier import Identifier, ReleaseReason
from accounts.models.kept_message import Channel, KeptMessage
from accounts.models.merge import Merge, MergeBasis, MergeMove, MergeState
from accounts.models.old_account import AccountOutcome, OldAccount, OldPasswordState
from accounts.models.proof import Level, Proof
from accounts.models.proof_attempt import AttemptState, ProofAttempt
from accounts.models.recovery import Recovery, RecoveryState
from accounts.models.resident import Resident
from accounts.models.signing_key import SigningKey
from accounts.models.spent_refresh_token import SpentRefreshToken
from accounts.models.staff_membership import StaffMembership
from accounts.models.user import User
from accounts.models.written_since import Outcome, WrittenSince

__all__ = [
    "AccountChange",
    "AccountOutcome",
    "AccountRun",
    "AccountRunPhase",
    "AccountRunState",
    "AgencyRelation",
    "AppConsent",
    "AppKind",
    "AppSession",
    "AppState",
    "AttemptState",
    "CaseChange",
    "CaseChoice",
    "CaseDecision",
    "CaseState",
    "ChangeKind",
    "Channel",
    "CityApp",
    "CityLink",
    "CityLinkSession",
    "CityProvider",
    "Claim",
    "ClaimBasis",
    "Claiming",
    "ClaimingState",
    "Closure",
    "ClosureState",
    "ConflictCase",
    "ConflictReason",
    "CorrectionRequest",
    "CorrectionState",
    "DataExport",
    "DataExportPart",
    "DecisionState",
    "Dependant",
    "Enterprise",
    "ExportKind",
    "ExportState",
    "GuardianConsent",
    "HolderKind",
    "Identifier",
    "KeptMessage",
    "Level",
    "LinkBasis",
    "Merge",
    "MergeBasis",
    "MergeMove",
    "MergeState",
    "OldAccount",
    "OldPasswordState",
    "Outcome",
    "Proof",
    "ProofAttempt",
    "ProviderState",
    "Recovery",
    "RecoveryState",
    "RefusalReason",
    "ReleaseReason",
    "Resident",
    "SetAside",
    "SigningKey",
    "SpentRefreshToken",
    "StaffMembership",
    "User",
    "WrittenSince",
]
