"""Two accounts that were merged are taken apart again."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.errors import MERGE_NOT_LAST, MERGE_SETTLED
from accounts.events import AccountsUnmerged
from accounts.merging.conditions import lock_both
from accounts.merging.giving import give
from accounts.merging.moving import Moved, move_back
from accounts.merging.pointers import pointer_named
from accounts.merging.primary import settle_primary
from accounts.models import Merge, MergeState
from accounts.models.merge import LIVE
from accounts.scopes import ACCOUNT_MERGE
from accounts.services.everything_end import everything_end
from accounts.services.password_set import password_give_back
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND


@transaction.atomic
def merge_undo(*, actor: Actor, merge_id: UUID, reason: str = "") -> Merge:
    """Give the absorbed account back all that the merge took, as it was, and let it be used again.

    What was written meanwhile by the means of the absorbed account goes to it; what nobody can tell stays with the
    survivor. What became of it all is written down (``Merge.since``) but for what is plainly the survivor's. A row that
    was deleted stays deleted, copies of the data of both are removed. A password that was set for both is forgotten:
    each account opens with its own again, and the survivor is signed out everywhere, for not every session tells by
    whose means it was opened. In: ``reason``, a case number. The person may undo his own merge, staff any.

    Raises DomainError ``not_found`` for whom it is not, ``merge_settled`` unless it is done, ``merge_not_last`` when a
    later merge builds on it.
    """
    found = Merge.objects.filter(pk=merge_id).first()
    if found is None or not _may_undo(actor, found):
        raise DomainError(NOT_FOUND)
    survivor, absorbed = lock_both(found.survivor_id, found.absorbed_id)
    merge: Merge = Merge.objects.select_for_update(no_key=True).get(pk=merge_id)
    if merge.state != MergeState.DONE:
        raise DomainError(MERGE_SETTLED)
    if _built_upon(merge):
        raise DomainError(MERGE_NOT_LAST)
    everything_end(user=survivor)
    count = 0
    for name, moves in groupby(merge.moves.order_by("pointer", "id"), key=lambda each: each.pointer):
        moved = [Moved(each.row, each.before) for each in moves]
        count += move_back(pointer_named(name), moved, source=absorbed.pk, target=survivor.pk)
    since = give(merge, survivor=survivor, absorbed=absorbed)
    settle_primary(survivor, absorbed)
    absorbed.is_active = True
    absorbed.save(update_fields=["is_active"])
    password_give_back(merge=merge, survivor=survivor)
    outcomes = Counter(str(each.outcome) for each in since)
    # Before it is undone, for who came in by the absorbed account's means may undo it too, and writes no more after.
    audit.record(actor, "accounts.merge.undo", merge, detail={"rows": count, "reason": reason, "since": outcomes})
    merge.state, merge.ended_at, merge.settled_by = MergeState.UNDONE, clock.now(), f"{actor.type}:{actor.id}"
    merge.brought = None
    merge.save(update_fields=["state", "ended_at", "settled_by", "brought"])
    for user in (survivor, absorbed):
        event = AccountsUnmerged(merge_id=merge.pk, survivor_id=survivor.pk, absorbed_id=absorbed.pk)
        outbox.publish(event, aggregate_type="accounts.user", aggregate_id=str(user.pk))
    return merge


def _may_undo(actor: Actor, merge: Merge) -> bool:
    own = actor.type == "user" and actor.id == str(merge.survivor_id)
    return own or actor.may(ACCOUNT_MERGE, EVERYWHERE)


def _built_upon(merge: Merge) -> bool:
    """Whether the survivor was absorbed itself since: that merge holds what this one moved."""
    return Merge.objects.filter(Q(absorbed=merge.survivor_id), state__in=LIVE).exists()
