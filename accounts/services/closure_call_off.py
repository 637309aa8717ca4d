"""An account is not closed after all."""

from __future__ import annotations

from django.db import transaction

from accounts.events import ClosureCalledOff
from accounts.models import Closure, ClosureState, User
from accounts.rights.errors import CLOSURE_SETTLED
from accounts.selectors import USER
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import SYSTEM, Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED


@transaction.atomic
def closure_call_off(*, actor: Actor, user: User, code: str = "") -> Closure:
    """Call off that the account of ``user`` be closed: the person does, or the portal where something came in between.

    In: ``code``, the code of the refusal, where the person did not call it off. He is told by
    :class:`ClosureCalledOff`. Raises DomainError ``not_permitted`` for anybody else, ``closure_settled`` when there is
    nothing to call off.
    """
    if actor != SYSTEM and (actor.type, actor.id) != (USER, str(user.pk)):
        raise DomainError(NOT_PERMITTED)
    asked = Closure.objects.select_for_update(no_key=True).filter(user=user, state=ClosureState.ASKED)
    closure: Closure | None = asked.first()
    if closure is None:
        raise DomainError(CLOSURE_SETTLED)
    closure.state, closure.ended_at, closure.code = ClosureState.CALLED_OFF, clock.now(), code
    closure.save(update_fields=["state", "ended_at", "code"])
    audit.record(actor, "accounts.closure.call_off", closure, detail={"code": code} if code else None)
    event = ClosureCalledOff(closure_id=closure.pk, user_id=user.pk)
    outbox.publish(event, aggregate_type="accounts.user", aggregate_id=str(user.pk))
    return closure
