"""Reactions to what happens to accounts themselves, after it has been committed."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import transaction

from accounts.events import (
    AccountChanged,
    AccountRunFinished,
    AccountsMerged,
    AccountsUnmerged,
    AgencyAsked,
    AgencyEnded,
    AgencyInForce,
    AgencySuspended,
    AgeReached,
    CityProviderEnded,
    ClaimGivenBack,
    ClaimTaken,
    ClosureAsked,
    ClosureCalledOff,
    CorrectionDecided,
    IdentifierReleased,
    IdentityProved,
    MergeAsked,
    MergeCancelled,
    SessionEnded,
    UserRestored,
    UserSuspended,
)
from accounts.models import MergeState, ReleaseReason
from accounts.services.app_sessions import app_sessions_end
from accounts.services.city_sessions_end import city_session_forget
from services_portal.kernel.events import Envelope
from services_portal.kernel.outbox import subscribe


@subscribe(IdentifierReleased, name="accounts.tell_former_holder")
def tell_former_holder(event: IdentifierReleased, envelope: Envelope) -> None:
    """Let the person know whose number or address another has proved to be his."""
    from accounts.tasks import tell_former_holder as task

    if event.reason == ReleaseReason.TAKEN_OVER:
        transaction.on_commit(partial(task.delay, str(event.identifier_id)))


@subscribe(AccountChanged, name="accounts.tell_of_change")
def tell_of_change(event: AccountChanged, envelope: Envelope) -> None:
    """Let the person know that the way in which his account is opened was changed."""
    from accounts.tasks import tell_of_change as task

    transaction.on_commit(partial(task.delay, str(event.change_id)))


@subscribe(MergeAsked, name="accounts.tell_merge_asked")
def tell_merge_asked(event: MergeAsked, envelope: Envelope) -> None:
    """Let the person of either account know what was asked for."""
    _tell_of_merge(event.merge_id, event.user_id, MergeState.ASKED)


@subscribe(MergeCancelled, name="accounts.tell_merge_cancelled")
def tell_merge_cancelled(event: MergeCancelled, envelope: Envelope) -> None:
    """Let the person of either account know that it was called off."""
    _tell_of_merge(event.merge_id, event.user_id, MergeState.CANCELLED)


@subscribe(AccountsMerged, name="accounts.tell_accounts_merged")
def tell_accounts_merged(event: AccountsMerged, envelope: Envelope) -> None:
    """Let the person know, at the addresses that both accounts had, once."""
    if envelope.aggregate_id == str(event.survivor_id):
        _tell_of_merge(event.merge_id, event.survivor_id, MergeState.DONE)


@subscribe(AccountsUnmerged, name="accounts.tell_accounts_unmerged")
def tell_accounts_unmerged(event: AccountsUnmerged, envelope: Envelope) -> None:
    """Let the person of either account know that they are two again."""
    _tell_of_merge(event.merge_id, UUID(envelope.aggregate_id), MergeState.UNDONE)


@subscribe(ClaimTaken, name="accounts.tell_claim_taken")
def tell_claim_taken(event: ClaimTaken, envelope: Envelope) -> None:
    """Let the person know that old accounts have become his."""
    _tell_of_claim(event.claiming_id, event.user_id, taken=True)


@subscribe(ClaimGivenBack, name="accounts.tell_claim_given_back")
def tell_claim_given_back(event: ClaimGivenBack, envelope: Envelope) -> None:
    """Let the person know that old accounts are his no longer."""
    _tell_of_claim(event.claiming_id, event.user_id, taken=False)


def _tell_of_claim(claiming_id: UUID, user_id: UUID, *, taken: bool) -> None:
    from accounts.tasks import tell_of_claim as task

    transaction.on_commit(partial(task.delay, str(claiming_id), str(user_id), taken))


def _tell_of_merge(merge_id: UUID, user_id: UUID, state: MergeState) -> None:
    from accounts.tasks import tell_of_merge as task

    transaction.on_commit(partial(task.delay, str(merge_id), str(user_id), state.value))


@subscribe(IdentityProved, name="accounts.find_old_accounts")
def find_old_accounts(event: IdentityProved, envelope: Envelope) -> None:
    """Let the person find himself whole: what cities had proved to be his comes to him."""
    _find_old_accounts(event.user_id)


@subscribe(UserRestored, name="accounts.find_old_accounts_again")
def find_old_accounts_again(event: UserRestored, envelope: Envelope) -> None:
    """Look for what came in while the account was closed."""
    _find_old_accounts(event.user_id)


@subscribe(AccountsUnmerged, name="accounts.part_old_accounts")
def part_old_accounts(event: AccountsUnmerged, envelope: Envelope) -> None:
    """Let each of the two have what its own proofs give it."""
    _find_old_accounts(UUID(envelope.aggregate_id))


@subscribe(AccountRunFinished, name="accounts.find_people_of_run")
def find_people_of_run(event: AccountRunFinished, envelope: Envelope) -> None:
    """Let those have it who had proved, before it was taken in, that it is theirs."""
    from accounts.tasks import find_people_of_run as task

    transaction.on_commit(partial(task.delay, str(event.run_id)))


def _find_old_accounts(user_id: UUID) -> None:
    from accounts.tasks import find_old_accounts as task

    transaction.on_commit(partial(task.delay, str(user_id)))


@subscribe(AgencyAsked, name="accounts.tell_agency_asked")
def tell_agency_asked(event: AgencyAsked, envelope: Envelope) -> None:
    """Let both sides know that somebody is to act for another."""
    _tell_of_agency(event.agency_id, "asked")


@subscribe(AgencyInForce, name="accounts.tell_agency_in_force")
def tell_agency_in_force(event: AgencyInForce, envelope: Envelope) -> None:
    """Let both sides know that he may now."""
    _tell_of_agency(event.agency_id, "in_force")


@subscribe(AgencySuspended, name="accounts.tell_agency_suspended")
def tell_agency_suspended(event: AgencySuspended, envelope: Envelope) -> None:
    """Let both sides know that he may not for a while."""
    _tell_of_agency(event.agency_id, "suspended")


@subscribe(AgencyEnded, name="accounts.tell_agency_ended")
def tell_agency_ended(event: AgencyEnded, envelope: Envelope) -> None:
    """Let both sides know that he may no longer."""
    _tell_of_agency(event.agency_id, "ended")


@subscribe(AgeReached, name="accounts.tell_age_reached")
def tell_age_reached(event: AgeReached, envelope: Envelope) -> None:
    """Let both sides know which rights have changed by themselves."""
    _tell_of_agency(event.agency_id, f"age_{event.age}")


def _tell_of_agency(agency_id: UUID, what: str) -> None:
    from accounts.tasks import tell_of_agency as task

    transaction.on_commit(partial(task.delay, str(agency_id), what))


@subscribe(ClosureAsked, name="accounts.tell_closure_asked")
def tell_closure_asked(event: ClosureAsked, envelope: Envelope) -> None:
    """Let the person know that his account is to be closed, and how to call it off."""
    _tell_of_closure(event.closure_id)


@subscribe(ClosureCalledOff, name="accounts.tell_closure_called_off")
def tell_closure_called_off(event: ClosureCalledOff, envelope: Envelope) -> None:
    """Let the person know that his account stays."""
    _tell_of_closure(event.closure_id)


def _tell_of_closure(closure_id: UUID) -> None:
    from accounts.tasks import tell_of_closure as task

    transaction.on_commit(partial(task.delay, str(closure_id)))


@subscribe(CorrectionDecided, name="accounts.tell_correction")
def tell_correction(event: CorrectionDecided, envelope: Envelope) -> None:
    """Let the person know that his request for correction is decided."""
    from accounts.tasks import tell_of_correction as task

    transaction.on_commit(partial(task.delay, str(event.correction_id)))


@subscribe(SessionEnded, name="accounts.tell_apps_of_session")
def tell_apps_of_session(event: SessionEnded, envelope: Envelope) -> None:
    """Tell the apps that the person signed in to from this session; forget that a city's account opened it."""
    city_session_forget(event.session)
    _tell_apps(app_sessions_end(user_id=event.user_id, session=event.session))


@subscribe(UserSuspended, name="accounts.tell_apps_of_suspension")
def tell_apps_of_suspension(event: UserSuspended, envelope: Envelope) -> None:
    """Tell the apps of every session that the person had."""
    _tell_apps(app_sessions_end(user_id=event.user_id))


def _tell_apps(rows: list[UUID]) -> None:
    from accounts.tasks import tell_app_of_end

    for row in rows:
        transaction.on_commit(partial(tell_app_of_end.delay, str(row)))


@subscribe(CityProviderEnded, name="accounts.wind_up_city_provider")
def wind_up_city_provider(event: CityProviderEnded, envelope: Envelope) -> None:
    """End what a city's identity system had opened, and tell its people."""
    from accounts.tasks import wind_up_city_provider as task

    transaction.on_commit(partial(task.delay, str(event.provider_id)))
