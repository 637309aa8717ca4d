"""A merge that was asked for is called off."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.errors import MERGE_SETTLED
from accounts.events import MergeCancelled
from accounts.models import Merge, MergeState
from accounts.scopes import ACCOUNT_MERGE
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND


@transaction.atomic
def merge_cancel(*, actor: Actor, merge_id: UUID, code: str = "") -> Merge:
    """Call off a merge that is not done yet: either person may, and staff with the right.

    In: ``code``, the code of the refusal that stood in its way, where nobody called it off. Both are told by
    :class:`MergeCancelled`. Raises DomainError ``not_found`` for whom it is not, ``merge_settled`` when it is done,
    cancelled or undone.
    """
    merge: Merge | None = Merge.objects.select_for_update(no_key=True).filter(pk=merge_id).first()
    if merge is None or not _may_cancel(actor, merge):
        raise DomainError(NOT_FOUND)
    if merge.state != MergeState.ASKED:
        raise DomainError(MERGE_SETTLED)
    merge.state, merge.ended_at, merge.settled_by = MergeState.CANCELLED, clock.now(), f"{actor.type}:{actor.id}"
    merge.save(update_fields=["state", "ended_at", "settled_by"])
    audit.record(actor, "accounts.merge.cancel", merge, detail={"code": code} if code else None)
    for user_id in (merge.survivor_id, merge.absorbed_id):
        event = MergeCancelled(merge_id=merge.pk, user_id=user_id)
        outbox.publish(event, aggregate_type="accounts.user", aggregate_id=str(user_id))
    return merge


def _may_cancel(actor: Actor, merge: Merge) -> bool:
    own = actor.type == "user" and actor.id in (str(merge.survivor_id), str(merge.absorbed_id))
    return own or actor.may(ACCOUNT_MERGE, EVERYWHERE)
