"""What happened to accounts. No payload says who or where a person is: handlers read that under their own right."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services_portal.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ResidentRegistered(Event):
    """A person opened an account."""

    name = "accounts.resident_registered"
    version = 1
    resident_id: UUID


@dataclass(frozen=True, kw_only=True)
class ResidentMoved(Event):
    """A resident's home or present city changed; ``which`` holds ``home``, ``current`` or both."""

    name = "accounts.resident_moved"
    version = 1
    resident_id: UUID
    which: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class IdentifierReleased(Event):
    """An account lost an identifier: ``reason`` is a ``ReleaseReason``; which one it was, its row says."""

    name = "accounts.identifier_released"
    version = 1
    identifier_id: UUID
    user_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class UserSuspended(Event):
    """An account was suspended; its sessions and tokens ended in the same transaction. Open sockets are to close."""

    name = "accounts.user_suspended"
    version = 1
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class UserRestored(Event):
    """A suspended account may sign in again."""

    name = "accounts.user_restored"
    version = 1
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class SessionEnded(Event):
    """A person signed out, or a session of his was ended; ``session`` is its mark (``session_mark``)."""

    name = "accounts.session_ended"
    version = 1
    user_id: UUID
    session: str


@dataclass(frozen=True, kw_only=True)
class GrantEnded(Event):
    """A sign-in in a city's app ended before its time; ``client`` is the app's id, ``reason`` a ``GrantEnd``."""

    name = "accounts.grant_ended"
    version = 1
    user_id: UUID
    client: str
    grant: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccountChanged(Event):
    """The way in which an account is opened was changed: ``kind`` is a ``ChangeKind``; the rest its row says."""

    name = "accounts.account_changed"
    version = 1
    change_id: UUID
    user_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class LevelChanged(Event):
    """A person's assurance level is another now: a proof came or was revoked (one that runs out tells nothing)."""

    name = "accounts.level_changed"
    version = 1
    user_id: UUID
    level: int


@dataclass(frozen=True, kw_only=True)
class IdentityProved(Event):
    """A person has been proved, or what was doubted of it counts again: old accounts may turn out to be his."""

    name = "accounts.identity_proved"
    version = 1
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class MergeAsked(Event):
    """Two accounts are to become one; ``user_id`` is one of them, and there is one such event for each."""

    name = "accounts.merge_asked"
    version = 1
    merge_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class MergeCancelled(Event):
    """Two accounts do not become one after all; as :class:`MergeAsked`."""

    name = "accounts.merge_cancelled"
    version = 1
    merge_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class AccountsMerged(Event):
    """``absorbed_id`` has become a part of ``survivor_id``; told once in the order of either."""

    name = "accounts.accounts_merged"
    version = 1
    merge_id: UUID
    survivor_id: UUID
    absorbed_id: UUID


@dataclass(frozen=True, kw_only=True)
class AccountsUnmerged(Event):
    """``absorbed_id`` is an account of its own again; told once in the order of either."""

    name = "accounts.accounts_unmerged"
    version = 1
    merge_id: UUID
    survivor_id: UUID
    absorbed_id: UUID


@dataclass(frozen=True, kw_only=True)
class ClaimTaken(Event):
    """Old accounts have become a person's: by his first sign-in, by their password, at a window, or by a proof."""

    name = "accounts.claim_taken"
    version = 1
    claiming_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class ClaimGivenBack(Event):
    """Old accounts are a person's no longer."""

    name = "accounts.claim_given_back"
    version = 1
    claiming_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class AccountRunFinished(Event):
    """A run that took in a city's old accounts is settled. ``outcomes`` counts the source's rows, each once."""

    name = "accounts.run_finished"
    version = 1
    run_id: UUID
    city: str
    state: str
    outcomes: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class AgencyAsked(Event):
    """Somebody is to act for another; it waits for who confirms it."""

    name = "accounts.agency_asked"
    version = 1
    agency_id: UUID


@dataclass(frozen=True, kw_only=True)
class AgencyInForce(Event):
    """Somebody may act for another from now on, or again, within term and ages."""

    name = "accounts.agency_in_force"
    version = 1
    agency_id: UUID


@dataclass(frozen=True, kw_only=True)
class AgencySuspended(Event):
    """Somebody may not act for another until it is lifted; in force at once."""

    name = "accounts.agency_suspended"
    version = 1
    agency_id: UUID


@dataclass(frozen=True, kw_only=True)
class AgencyEnded(Event):
    """Somebody acts for another no longer; in force at once. ``reason`` is an ``EndReason``."""

    name = "accounts.agency_ended"
    version = 1
    agency_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class AgeReached(Event):
    """Whom somebody acts for has become 14 (his own consent counts) or 18 (parents act for him no longer)."""

    name = "accounts.age_reached"
    version = 1
    agency_id: UUID
    age: int


@dataclass(frozen=True, kw_only=True)
class CaseReported(Event):
    """Staff found that data of ``city``'s old accounts are wrong; which, its staff read in the queue of conflicts."""

    name = "accounts.case_reported"
    version = 1
    case_id: UUID
    city: str


@dataclass(frozen=True, kw_only=True)
class CaseOverdue(Event):
    """A conflict was not decided by its last day (``due_on``, ISO 8601); told once a deadline."""

    name = "accounts.case_overdue"
    version = 1
    case_id: UUID
    due_on: str


@dataclass(frozen=True, kw_only=True)
class ClosureAsked(Event):
    """A person has asked that his account be closed; nothing happens before the cooling-off is over."""

    name = "accounts.closure_asked"
    version = 1
    closure_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class ClosureCalledOff(Event):
    """An account is not closed after all: its person called it off, or something came in between."""

    name = "accounts.closure_called_off"
    version = 1
    closure_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class AccountErased(Event):
    """An account was closed, and what was held about its person erased; ``user_id`` is a number of nobody now."""

    name = "accounts.account_erased"
    version = 1
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class CityProviderEnded(Event):
    """A city's own identity system signs nobody in any more."""

    name = "accounts.city_provider_ended"
    version = 1
    provider_id: UUID
    city: str


@dataclass(frozen=True, kw_only=True)
class CorrectionAsked(Event):
    """A person has asked that something held about him be corrected."""

    name = "accounts.correction_asked"
    version = 1
    correction_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class CorrectionReported(Event):
    """A request was accepted for what ``city`` (slug) is the source of: it corrects its own records."""

    name = "accounts.correction_reported"
    version = 1
    correction_id: UUID
    city: str


@dataclass(frozen=True, kw_only=True)
class CorrectionDecided(Event):
    """A request was decided; ``state`` is a ``CorrectionState``."""

    name = "accounts.correction_decided"
    version = 1
    correction_id: UUID
    user_id: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class CorrectionOverdue(Event):
    """The last day of a request for correction (``due_on``, ISO date) is over and nobody has decided it."""

    name = "accounts.correction_overdue"
    version = 1
    correction_id: UUID
    due_on: str
