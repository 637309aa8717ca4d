"""Two accounts say that they are the same person's, and somebody has to look."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.identifiers import IdentifierType, identifier_index, normalise
from accounts.models import ConflictCase, ConflictReason
from accounts.queue.following import deadline
from accounts.selectors import holder_of
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor


def case_open(*, actor: Actor, user_id: UUID, resident_id: str) -> ConflictCase | None:
    """Open a case because the account ``user_id`` met with ``resident_id`` in another account; return it.

    In: ``resident_id`` as it was proved or claimed, in any form that reads. The case that is open already is returned
    as it stands; None where no other account has proved the number. Nothing changes for either account until staff of
    the province decide. Call it after the refusal was rolled back, in a transaction of its own. Audited without the
    number. Raises ValidationError for what is no resident ID.
    """
    normalised = normalise(IdentifierType.RESIDENT_ID, resident_id)
    index = identifier_index(IdentifierType.RESIDENT_ID, normalised)
    live = ConflictCase.objects.live().filter(user=user_id, index=index)
    try:
        with transaction.atomic():
            held = holder_of(IdentifierType.RESIDENT_ID, normalised)
            if held is None or held.user_id == user_id:
                return None
            found: ConflictCase | None = live.first()
            if found is not None:
                return found
            case: ConflictCase = ConflictCase.objects.create(
                reason=ConflictReason.TAKEN,
                user_id=user_id,
                holder_id=held.user_id,
                index=index,
                opened_at=clock.now(),
                **deadline(),
            )
            detail = {"reason": case.reason, "user": str(user_id), "holder": str(held.user_id)}
            audit.record(actor, "accounts.case.open", case, detail=detail)
            return case
    except IntegrityError as error:
        if "case_once_an_account" not in str(error):
            raise
        return live.first()
