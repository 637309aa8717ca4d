"""Staff have found out whose a row is that was written while two accounts were one."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.errors import MERGE_SETTLED, NOT_GIVEN_BY_STAFF
from accounts.merging.conditions import lock_both
from accounts.merging.giving import give_rows
from accounts.merging.pointers import pointer_named
from accounts.models import MergeState, Outcome, WrittenSince
from accounts.scopes import ACCOUNT_MERGE
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED


def written_since_give(*, actor: Actor, row_id: UUID) -> WrittenSince:
    """Give a row that stayed, because nobody could tell whose it is, to the account that had been absorbed.

    Never one by which somebody signs in: its person adds it again, and nobody is let in by a clerk. What its owner has
    already stays where it is (``taken``). Audited; refusals for want of a right too. Raises DomainError
    ``not_permitted``, ``not_given_by_staff``, ``merge_settled`` where it is settled, or is the survivor's no more.
    """
    found = WrittenSince.objects.filter(pk=row_id).select_related("merge").first()
    if found is None or not actor.may(ACCOUNT_MERGE, EVERYWHERE):
        audit.record_refusal(actor, "accounts.merge.give", ("accounts.writtensince", str(row_id)))
        raise DomainError(NOT_PERMITTED)
    pointer = pointer_named(found.pointer)
    if pointer.opens:
        raise DomainError(NOT_GIVEN_BY_STAFF)
    with transaction.atomic():
        survivor, absorbed = lock_both(found.merge.survivor_id, found.merge.absorbed_id)
        row: WrittenSince = WrittenSince.objects.select_for_update(no_key=True).select_related("merge").get(pk=row_id)
        stands = pointer.model._base_manager.filter(**{pointer.field_name: survivor.pk}, pk=row.row).exists()
        apart = row.merge.state == MergeState.UNDONE and survivor.is_active and absorbed.is_active
        if row.outcome != Outcome.UNTOLD or not stands or not apart:
            raise DomainError(MERGE_SETTLED)
        went = give_rows(pointer, [row.row], survivor=survivor, absorbed=absorbed)
        row.outcome = Outcome.GIVEN if went else Outcome.TAKEN
        row.settled_by, row.settled_at = f"{actor.type}:{actor.id}", clock.now()
        row.save(update_fields=["outcome", "settled_by", "settled_at"])
        audit.record(actor, "accounts.merge.give", row, detail={"pointer": row.pointer, "outcome": str(row.outcome)})
        return row
