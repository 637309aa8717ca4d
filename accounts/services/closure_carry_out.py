"""An account is closed, and what was held about its person erased."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.events import AccountErased
from accounts.models import Closure, ClosureState, KeptMessage, SetAside, User
from accounts.models.identifier import Identifier
from accounts.rights.erasing import erase
from accounts.rights.errors import CLOSURE_SETTLED
from accounts.rights.gathering import accounts_of
from accounts.services.closure_ask import require_closable
from accounts.services.closure_call_off import closure_call_off
from accounts.services.everything_end import everything_end
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import SYSTEM, Actor
from services_portal.kernel.errors import DomainError

AT_ONCE: Final = 50


def closures_carry_out() -> int:
    """Carry out the closures whose cooling-off is over; one in whose way something has come is called off. At most
    fifty in one run; returns how many were done."""
    due = Closure.objects.filter(state=ClosureState.ASKED, due_at__lte=clock.now()).order_by("due_at", "pk")
    done = 0
    for closure in due.select_related("user")[:AT_ONCE]:
        try:
            closure_carry_out(actor=SYSTEM, closure_id=closure.pk)
            done += 1
        except DomainError as refusal:
            if refusal.error != CLOSURE_SETTLED:
                closure_call_off(actor=SYSTEM, user=closure.user, code=refusal.code)
    return done


@transaction.atomic
def closure_carry_out(*, actor: Actor, closure_id: UUID) -> Closure:
    """Erase what is held about the person, over all that is declared, in one transaction; what a law has kept is set
    aside under the closure's number, which leads to nobody.

    The accounts (his, and those that became parts of it) remain as numbers without a name, a way to sign in, or a day
    of joining closer than its year: the audit log speaks of them. :class:`AccountErased` for each. Raises DomainError
    ``closure_settled`` unless it is asked for and due, ``closure_blocked``.
    """
    found = Closure.objects.values("user_id").get(pk=closure_id)
    user = User.objects.select_for_update(no_key=True).get(pk=found["user_id"])
    closure: Closure = Closure.objects.select_for_update(no_key=True).get(pk=closure_id)
    now = clock.now()
    if closure.state != ClosureState.ASKED or closure.due_at > now:
        raise DomainError(CLOSURE_SETTLED)
    require_closable(user)
    people = accounts_of(user)
    accounts = list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
    _forget_messages(people)
    for account in accounts:
        everything_end(user=account)
    counts = erase(people, closure=closure, at=now)
    for account in accounts:
        _empty(account.pk)
        audit.record(actor, "accounts.user.erase", account, detail={"rows": counts})
        outbox.publish(AccountErased(user_id=account.pk), aggregate_type="accounts.user", aggregate_id=str(account.pk))
    closure.state, closure.done_at = ClosureState.DONE, now
    closure.save(update_fields=["state", "done_at"])
    return closure


@transaction.atomic
def set_aside_forget() -> int:
    """Delete what was set aside and whose days are over; returns how many. At most a thousand in one run."""
    over = SetAside.objects.filter(until__lte=clock.now()).select_for_update(skip_locked=True)
    chosen = list(over.order_by("until").only("pk")[:1000])
    SetAside.objects.filter(pk__in=[each.pk for each in chosen]).delete()
    audit.record_many(SYSTEM, "accounts.set_aside.forget", [(each, None) for each in chosen])
    return len(chosen)


def _empty(user_id: UUID) -> None:
    """Take from an account what its declaration cannot say, for it is no value: the password, the day of joining."""
    account = User.objects.get(pk=user_id)
    account.set_unusable_password()
    account.date_joined = datetime(account.date_joined.year, 1, 1, tzinfo=UTC)
    account.save(update_fields=["password", "date_joined"])


def _forget_messages(people: list[UUID]) -> None:
    """Delete what a demonstration has kept of messages to the person."""
    for held in Identifier.objects.filter(user__in=people):
        KeptMessage.objects.to(held.value).delete()
