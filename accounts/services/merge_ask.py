"""Two accounts are said to be one person's."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.errors import ACCOUNT_ABSORBED
from accounts.events import MergeAsked
from accounts.levels import level_of, require_level
from accounts.merging.conditions import lock_both, require_mergeable
from accounts.models import Merge, MergeBasis
from accounts.scopes import ACCOUNT_MERGE
from accounts.selectors import USER
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED

AGGREGATE = "accounts.user"


def merge_ask(*, actor: Actor, survivor_id: UUID, absorbed_id: UUID, basis: MergeBasis, reason: str = "") -> Merge:
    """Ask that ``absorbed_id`` become a part of ``survivor_id``; nothing moves before the cooling-off is over.

    In: ``basis`` ``owner``, when the person himself (the survivor) has just shown the credentials of the other account,
    which the caller has verified; ``staff``, when a member of staff has compared the documents: then somebody else of
    them must approve. ``reason`` is a case or task number, never personal data. Both accounts are told by
    :class:`MergeAsked`. The cooling-off is ``PORTAL_MERGE_COOLING_HOURS``.

    Who asks for himself stands at the level of the other account or above (``step_up_required`` else): whoever has its
    password but not its identity does not come to stand in what was proved to be another's.

    Raises DomainError ``not_permitted``; ``same_account``, ``staff_account``, ``account_absorbed``,
    ``different_person`` as :func:`require_mergeable` says. The unique index decides a race.
    """
    _require_right(actor, survivor_id, basis)
    try:
        with transaction.atomic():
            survivor, absorbed = lock_both(survivor_id, absorbed_id)
            require_mergeable(survivor, absorbed)
            if basis is MergeBasis.OWNER:
                require_level(user=survivor, wanted=level_of(absorbed))
            now = clock.now()
            merge = Merge.objects.create(
                survivor=survivor,
                absorbed=absorbed,
                basis=basis,
                reason=reason,
                asked_by=f"{actor.type}:{actor.id}",
                asked_at=now,
                due_at=now + timedelta(hours=settings.PORTAL_MERGE_COOLING_HOURS),
            )
            detail = {"survivor": str(survivor_id), "absorbed": str(absorbed_id), "basis": basis.value}
            audit.record(actor, "accounts.merge.ask", merge, detail={**detail, "reason": reason})
            for user in (survivor, absorbed):
                event = MergeAsked(merge_id=merge.pk, user_id=user.pk)
                outbox.publish(event, aggregate_type=AGGREGATE, aggregate_id=str(user.pk))
            return merge
    except IntegrityError:
        raise DomainError(ACCOUNT_ABSORBED) from None


def _require_right(actor: Actor, survivor_id: UUID, basis: MergeBasis) -> None:
    own = actor.type == USER and actor.id == str(survivor_id)
    if not (own if basis is MergeBasis.OWNER else actor.may(ACCOUNT_MERGE, EVERYWHERE)):
        audit.record_refusal(actor, "accounts.merge.ask", (AGGREGATE, str(survivor_id)), detail={"basis": basis.value})
        raise DomainError(NOT_PERMITTED)
