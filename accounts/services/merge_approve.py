"""A second member of staff has looked at a merge that a first one asked for."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.errors import MERGE_NEEDS_ANOTHER, MERGE_SETTLED
from accounts.models import Merge, MergeState
from accounts.scopes import ACCOUNT_MERGE
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED


def merge_approve(*, actor: Actor, merge_id: UUID) -> Merge:
    """Approve a merge; it is done once its cooling-off is over. Approving what is approved changes nothing.

    Raises DomainError ``not_permitted``, ``not_found``, ``merge_needs_another`` for the one who asked for it,
    ``merge_settled`` when it is done, cancelled or undone. Refusals for want of a right or of a second person are
    recorded.
    """
    merge = _mine_to_approve(actor, merge_id)
    with transaction.atomic():
        merge = Merge.objects.select_for_update(no_key=True).get(pk=merge.pk)
        if merge.state != MergeState.ASKED:
            raise DomainError(MERGE_SETTLED)
        if not merge.approved_by:
            merge.approved_by, merge.approved_at = f"{actor.type}:{actor.id}", clock.now()
            merge.save(update_fields=["approved_by", "approved_at"])
            audit.record(actor, "accounts.merge.approve", merge)
        return merge


def _mine_to_approve(actor: Actor, merge_id: UUID) -> Merge:
    subject = ("accounts.merge", str(merge_id))
    merge: Merge | None = Merge.objects.filter(pk=merge_id).first()
    if merge is None or not actor.may(ACCOUNT_MERGE, EVERYWHERE):
        audit.record_refusal(actor, "accounts.merge.approve", subject)
        raise DomainError(NOT_PERMITTED)
    if merge.asked_by == f"{actor.type}:{actor.id}":
        audit.record_refusal(actor, "accounts.merge.approve", subject)
        raise DomainError(MERGE_NEEDS_ANOTHER)
    return merge
