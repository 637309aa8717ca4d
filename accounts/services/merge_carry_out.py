"""One account becomes a part of another."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.errors import MERGE_NEEDS_ANOTHER, MERGE_NOT_DUE, MERGE_SETTLED
from accounts.events import AccountsMerged
from accounts.merging.conditions import lock_both, require_mergeable
from accounts.merging.moving import keys_of, move
from accounts.merging.pointers import OnMerge, pointers
from accounts.models import Merge, MergeBasis, MergeMove, MergeState, User
from accounts.services.everything_end import everything_end
from accounts.services.merge_cancel import merge_cancel
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import SYSTEM, Actor
from services_portal.kernel.errors import DomainError

AT_ONCE: Final = 100


def merges_carry_out() -> int:
    """Carry out the merges whose cooling-off is over; one that is no longer possible is cancelled. At most a hundred in
    one run; returns how many were done."""
    due = Merge.objects.filter(state=MergeState.ASKED, due_at__lte=clock.now()).order_by("due_at", "pk")
    done = 0
    for merge in due[:AT_ONCE]:
        if merge.basis == MergeBasis.STAFF and not merge.approved_by:
            continue
        try:
            merge_carry_out(actor=SYSTEM, merge_id=merge.pk)
            done += 1
        except DomainError as refusal:
            if Merge.objects.filter(pk=merge.pk, state=MergeState.ASKED).exists():
                merge_cancel(actor=SYSTEM, merge_id=merge.pk, code=refusal.code)
    return done


@transaction.atomic
def merge_carry_out(*, actor: Actor, merge_id: UUID) -> Merge:
    """Move what points at the absorbed account to the survivor, as each app declared it, and note every row that went.

    The absorbed account remains, inactive, with what stays; its sessions and tokens end. All or nothing, in one
    transaction with :class:`AccountsMerged` for both. Raises DomainError ``merge_settled``, ``merge_not_due``,
    ``merge_needs_another``, and what :func:`require_mergeable` raises.
    """
    asked = Merge.objects.values("survivor_id", "absorbed_id").get(pk=merge_id)
    survivor, absorbed = lock_both(asked["survivor_id"], asked["absorbed_id"])
    merge: Merge = Merge.objects.select_for_update(no_key=True).get(pk=merge_id)
    _require_ripe(merge)
    require_mergeable(survivor, absorbed, besides=merge)
    merge.brought = {pointer.name: keys for pointer in pointers() if (keys := keys_of(pointer, survivor.pk))}
    moves = [
        MergeMove(merge=merge, pointer=pointer.name, row=str(moved.key), before=moved.before)
        for pointer in pointers()
        if pointer.on_merge is OnMerge.MOVES
        for moved in move(pointer, source=absorbed.pk, target=survivor.pk)
    ]
    MergeMove.objects.bulk_create(moves, batch_size=1000)
    _close(absorbed)
    merge.state, merge.done_at, merge.settled_by = MergeState.DONE, clock.now(), f"{actor.type}:{actor.id}"
    merge.save(update_fields=["state", "done_at", "settled_by", "brought"])
    audit.record(actor, "accounts.merge.carry_out", merge, detail={"rows": len(moves)})
    for user in (survivor, absorbed):
        event = AccountsMerged(merge_id=merge.pk, survivor_id=survivor.pk, absorbed_id=absorbed.pk)
        outbox.publish(event, aggregate_type="accounts.user", aggregate_id=str(user.pk))
    return merge


def _require_ripe(merge: Merge) -> None:
    if merge.state != MergeState.ASKED:
        raise DomainError(MERGE_SETTLED)
    if merge.due_at > clock.now():
        raise DomainError(MERGE_NOT_DUE)
    if merge.basis == MergeBasis.STAFF and not merge.approved_by:
        raise DomainError(MERGE_NEEDS_ANOTHER)


def _close(absorbed: User) -> None:
    everything_end(user=absorbed)
    for pointer in pointers():
        if pointer.on_merge is OnMerge.ENDS:
            pointer.model._base_manager.filter(**{pointer.field_name: absorbed.pk}).delete()
    absorbed.is_active = False
    absorbed.save(update_fields=["is_active"])
