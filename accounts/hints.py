"""What open sockets are told of accounts, and which events end them."""

from __future__ import annotations

from uuid import UUID

from accounts.events import (
    AccountsMerged,
    AccountsUnmerged,
    AgencyAsked,
    AgencyEnded,
    AgencyInForce,
    AgencySuspended,
    GrantEnded,
    IdentifierReleased,
    LevelChanged,
    MergeAsked,
    MergeCancelled,
    SessionEnded,
    UserSuspended,
)
from accounts.models import AgencyRelation, Identifier, Merge, User
from services_portal.kernel.events import Envelope
from services_portal.kernel.outbox import subscribe
from services_portal.kernel.sockets import declare_hint, declare_kind, look_again

declare_kind("merge", Merge)
declare_kind("identifier", Identifier)
declare_kind("agency", AgencyRelation)
declare_kind("level", User, own=True, scope="openid")

declare_hint(MergeAsked, "merge", of=lambda event: event.merge_id, to=lambda event, _envelope: [event.user_id])
declare_hint(MergeCancelled, "merge", of=lambda event: event.merge_id, to=lambda event, _envelope: [event.user_id])
# Told once in the order of either account.
declare_hint(
    AccountsMerged, "merge", of=lambda event: event.merge_id, to=lambda _event, envelope: [UUID(envelope.aggregate_id)]
)
declare_hint(
    AccountsUnmerged,
    "merge",
    of=lambda event: event.merge_id,
    to=lambda _event, envelope: [UUID(envelope.aggregate_id)],
)
declare_hint(
    IdentifierReleased, "identifier", of=lambda event: event.identifier_id, to=lambda event, _envelope: [event.user_id]
)
declare_hint(LevelChanged, "level", of=lambda event: event.user_id, to=lambda event, _envelope: [event.user_id])


def _sides(agency_id: UUID) -> list[UUID]:
    """Return who acts and for whom; an enterprise's people look for themselves."""
    columns = ("agent_id", "person_id", "dependant__user_id")
    found = AgencyRelation.objects.filter(pk=agency_id).values_list(*columns).first()
    return sorted({person for person in found or () if person is not None})


declare_hint(
    AgencyAsked, "agency", of=lambda event: event.agency_id, to=lambda event, _envelope: _sides(event.agency_id)
)
declare_hint(
    AgencyInForce, "agency", of=lambda event: event.agency_id, to=lambda event, _envelope: _sides(event.agency_id)
)
declare_hint(
    AgencySuspended, "agency", of=lambda event: event.agency_id, to=lambda event, _envelope: _sides(event.agency_id)
)
declare_hint(
    AgencyEnded, "agency", of=lambda event: event.agency_id, to=lambda event, _envelope: _sides(event.agency_id)
)


@subscribe(UserSuspended, name="accounts.close_sockets_of_suspended")
def close_sockets_of_suspended(event: UserSuspended, envelope: Envelope) -> None:
    """Close the sockets of a suspended account."""
    look_again(event.user_id)


@subscribe(SessionEnded, name="accounts.close_sockets_of_session")
def close_sockets_of_session(event: SessionEnded, envelope: Envelope) -> None:
    """Close the sockets that a session had opened; those of other sessions find theirs alive and stay."""
    look_again(event.user_id)


@subscribe(GrantEnded, name="accounts.close_sockets_of_grant")
def close_sockets_of_grant(event: GrantEnded, envelope: Envelope) -> None:
    """Close the sockets of a city's app whose sign-in has ended."""
    look_again(event.user_id)


@subscribe(AccountsMerged, name="accounts.close_sockets_of_absorbed")
def close_sockets_of_absorbed(event: AccountsMerged, envelope: Envelope) -> None:
    """Close the sockets of an account that has become a part of another: its sessions have ended."""
    if envelope.aggregate_id == str(event.absorbed_id):
        look_again(event.absorbed_id)
