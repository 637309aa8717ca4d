"""A person asks that his account be closed."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.events import ClosureAsked
from accounts.models import Closure, User
from accounts.rights.blockers import blocked_by
from accounts.rights.errors import CLOSURE_BLOCKED, CLOSURE_UNDER_WAY
from accounts.rights.gathering import accounts_of
from accounts.selectors import USER
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED


def closure_ask(*, actor: Actor, user: User) -> Closure:
    """Ask that the account of ``user`` be closed and what is held about him erased; nothing happens before
    ``PORTAL_CLOSURE_COOLING_DAYS`` are over, and until then he can call it off.

    The caller has made sure that the person himself sits there. He is told by :class:`ClosureAsked`. Raises DomainError
    ``not_permitted`` for anybody but the person, ``closure_blocked`` with ``params.reasons``, ``closure_under_way``;
    the unique index decides a race.
    """
    if (actor.type, actor.id) != (USER, str(user.pk)):
        raise DomainError(NOT_PERMITTED)
    try:
        with transaction.atomic():
            locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
            require_closable(locked)
            now = clock.now()
            due = now + timedelta(days=settings.PORTAL_CLOSURE_COOLING_DAYS)
            closure = Closure.objects.create(user=locked, asked_at=now, due_at=due)
            audit.record(actor, "accounts.closure.ask", closure)
            event = ClosureAsked(closure_id=closure.pk, user_id=locked.pk)
            outbox.publish(event, aggregate_type="accounts.user", aggregate_id=str(locked.pk))
            return closure
    except IntegrityError:
        raise DomainError(CLOSURE_UNDER_WAY) from None


def require_closable(user: User) -> None:
    """Raise DomainError ``closure_blocked`` while something is under way that needs the account."""
    reasons = blocked_by(accounts_of(user))
    if reasons:
        detail = " ".join(str(each.words) for each in reasons)
        raise DomainError(CLOSURE_BLOCKED, detail=detail, params={"reasons": [each.code for each in reasons]})
