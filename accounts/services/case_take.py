"""A member of staff takes a conflict, or hands it back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.models import ConflictCase
from accounts.queue.errors import CASE_SETTLED
from accounts.services.case_decide import locked_case, name_of
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError


@transaction.atomic
def case_take(*, actor: Actor, case_id: UUID, hand_back: bool = False) -> ConflictCase:
    """Write down that ``actor`` has the case, or that nobody has it; others may decide it all the same.

    Raises DomainError ``not_found``, ``case_settled``. Audited.
    """
    case = locked_case(actor, case_id)
    if not case.is_live:
        raise DomainError(CASE_SETTLED)
    case.taken_by = "" if hand_back else name_of(actor)
    case.save(update_fields=["taken_by", "updated_at"])
    audit.record(actor, "accounts.case.hand_back" if hand_back else "accounts.case.take", case)
    return case
