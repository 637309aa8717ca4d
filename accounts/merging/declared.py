"""The pointers of this app, and of the libraries that it brought."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q

from accounts.identifiers import IdentifierType, identifier_index
from accounts.merging.pointers import Followed, Meanwhile, OnMerge, declare_pointer
from accounts.models import AccountChange, AppConsent, Claiming, Dependant, Identifier, Proof

IDENTIFIER: Final = "accounts.Identifier.user"
CLAIMING: Final = "accounts.Claiming.user"
FACTOR: Final = "mfa.Authenticator.user"
CITY_LINK: Final = "accounts.CityLink.user"


def _claim_that_said(row: Identifier) -> Followed | None:
    """What an old account has said of its person, and he has not proved, goes with the claim of it."""
    if row.verified_at is not None:
        return None
    claim = Claiming.objects.filter(user=row.user_id, said__contains=[row.pk]).values_list("pk", flat=True).first()
    return (CLAIMING, claim) if claim is not None else None


def _rests_on(row: Claiming) -> Followed | None:
    """A claim that the portal itself gave goes with the identity that it was given for."""
    return (IDENTIFIER, row.rests_on) if row.rests_on is not None else None


def _proved_address(row: Any) -> Followed | None:
    """An address goes with the identifier that it proves."""
    return _identifier(row.user_id, IdentifierType.EMAIL, identifier_index(IdentifierType.EMAIL, row.email.lower()))


def _own_number(row: Dependant) -> Followed | None:
    """Whose account a ward has is his who has proved the ward's number."""
    return _identifier(row.user_id, row.number_type, bytes(row.index))


def _identifier(user_id: Any, kind: IdentifierType, index: bytes) -> Followed | None:
    held = Identifier.objects.proved().filter(user=user_id, type=kind, index=index).values_list("pk", flat=True).first()
    return (IDENTIFIER, held) if held is not None else None


def _proved(row: Proof) -> Followed:
    return IDENTIFIER, row.identifier_id


def _changed(row: AccountChange) -> Followed | None:
    if row.authenticator is not None:
        return FACTOR, row.authenticator
    if row.link is not None:
        return CITY_LINK, row.link
    return (IDENTIFIER, row.identifier_id) if row.identifier_id is not None else None


def _consent(row: AppConsent) -> Q:
    about = Q(subject_type="accounts.user", subject_id=str(row.user_id), detail__client=row.client_id)
    return about & Q(action="accounts.consent.give")


# Old accounts that he has claimed, whole claims: nobody else comes to them.
declare_pointer("accounts.Claiming", "user", OnMerge.MOVES, follows=_rests_on, opens=True)
# By what a person is known and signs in: he goes on to sign in with all of it.
declare_pointer("accounts.Identifier", "user", OnMerge.MOVES, follows=_claim_that_said, opens=True)
declare_pointer(
    "account.EmailAddress",
    "user",
    OnMerge.MOVES,
    resets={"primary": False},
    follows=_proved_address,
    opens=True,
)
declare_pointer("mfa.Authenticator", "user", OnMerge.MOVES, opens=True)
# One a person: the survivor's own counts.
declare_pointer("accounts.Resident", "user", OnMerge.STAYS)
# Rights are given to an account, by name; nobody comes to them by a merge.
declare_pointer("accounts.StaffMembership", "user", OnMerge.STAYS)
declare_pointer("accounts.User_groups", "user", OnMerge.STAYS)
declare_pointer("accounts.User_user_permissions", "user", OnMerge.STAYS)
# History says who did it, under the account that he had then.
declare_pointer("admin.LogEntry", "user", OnMerge.STAYS)
# What was added, and to whom it went, is told to its person, who can object to it.
declare_pointer("accounts.AccountChange", "user", OnMerge.STAYS, meanwhile=Meanwhile.FOLLOWS, follows=_changed)
declare_pointer("accounts.Merge", "survivor", OnMerge.STAYS)
declare_pointer("accounts.Merge", "absorbed", OnMerge.STAYS)
# A conflict is about the accounts that it was found between.
declare_pointer("accounts.ConflictCase", "user", OnMerge.STAYS)
declare_pointer("accounts.ConflictCase", "holder", OnMerge.STAYS)
declare_pointer("accounts.ConflictCase", "claimant", OnMerge.STAYS)
# Clients of city systems are registered by staff, whose accounts are not merged.
declare_pointer("allauth_idp_oidc.Client", "owner", OnMerge.STAYS)
# Proofs go with the identities that they are of; of one that stays the survivor's level is none the worse.
declare_pointer("accounts.Proof", "user", OnMerge.MOVES, follows=_proved)
# Who acted for others, or let others act, goes on to.
declare_pointer("accounts.AgencyRelation", "agent", OnMerge.MOVES)
declare_pointer("accounts.AgencyRelation", "person", OnMerge.MOVES)
declare_pointer("accounts.Dependant", "user", OnMerge.MOVES, follows=_own_number)
# What was opened with the absorbed account closes.
declare_pointer("usersessions.UserSession", "user", OnMerge.ENDS)
declare_pointer("allauth_idp_oidc.Token", "user", OnMerge.ENDS)
declare_pointer("accounts.SpentRefreshToken", "user", OnMerge.ENDS, meanwhile=Meanwhile.STAYS)
# Those apps are yet to be told that the absorbed account's sessions have ended; then the rows go by themselves.
declare_pointer("accounts.AppSession", "user", OnMerge.STAYS)
# He is asked again, once an app.
declare_pointer("accounts.AppConsent", "user", OnMerge.ENDS, meanwhile=Meanwhile.OWNER, told=_consent)
declare_pointer("accounts.ProofAttempt", "user", OnMerge.ENDS, meanwhile=Meanwhile.OWNER)
declare_pointer("accounts.Recovery", "user", OnMerge.ENDS)
# A copy of the absorbed account's data is none of the whole person's; he asks for a new one. One of the whole person's
# holds what is another's, should they turn out to be two.
declare_pointer("accounts.DataExport", "user", OnMerge.ENDS)
# What he asked to have corrected goes where the record goes.
declare_pointer("accounts.CorrectionRequest", "user", OnMerge.MOVES)
# Who asked to close an account asked it of that one; a merge of it waits until that is settled.
declare_pointer("accounts.Closure", "user", OnMerge.STAYS, meanwhile=Meanwhile.OWNER)
