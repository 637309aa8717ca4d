"""An old account contradicts what the person has proved who claims it, and somebody has to look."""

from __future__ import annotations

from typing import NoReturn
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.claiming.conditions import facts_of, proved_elsewhere
from accounts.claiming.refusals import CLAIM_CONTRADICTS
from accounts.intake.pipeline import lock_matching
from accounts.models import ConflictCase, OldAccount, User
from accounts.queue.following import deadline
from accounts.queue.over_claims import contradiction, is_decided
from accounts.rights.gathering import accounts_of
from accounts.services.case_open import case_open
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError


@transaction.atomic
def case_over_claim(*, actor: Actor, user_id: UUID, claim_id: UUID) -> ConflictCase | None:
    """Open a case because what ``user_id`` has proved contradicts the claim that is said to be his; return it.

    It lies between the old account and his account, or, where another account has proved the resident ID that the city
    had proved, between the two accounts (``case_open``). The case that is open already is returned as it stands; None
    where nothing proved contradicts, where it was decided and the row says the same, and where the old account is in a
    case with somebody else. Nothing changes until staff of the province decide. Call it after the refusal was rolled
    back. Audited.
    """
    lock_matching()
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    for row in OldAccount.objects.filter(claim=claim_id, documents_verified=True).order_by("pk"):
        if proved_elsewhere([row], besides=user):
            return case_open(actor=actor, user_id=user.pk, resident_id=facts_of(row).resident_id)
    people = accounts_of(user)
    found = contradiction(people, claim_id)
    if found is None:
        return None
    standing = ConflictCase.objects.live().filter(account=found.account_id).first()
    if standing is not None:
        return standing if standing.claimant_id in people else None
    if is_decided(people, found):
        return None
    case: ConflictCase = ConflictCase.objects.create(
        reason=found.reason,
        account_id=found.account_id,
        claimant=user,
        opened_at=clock.now(),
        **deadline(),
    )
    audit.record(actor, "accounts.case.open", case, detail={"reason": case.reason, "claimant": str(user.pk)})
    return case


def refuse_contradiction(*, actor: Actor, user_id: UUID, claim_id: UUID) -> NoReturn:
    """Open the case, if there is one, and raise DomainError ``claim_contradicts``, with ``params.due_on`` and a
    sentence that says until when it is decided where one is open."""
    case = case_over_claim(actor=actor, user_id=user_id, claim_id=claim_id)
    if case is None or not case.is_live:
        raise DomainError(CLAIM_CONTRADICTS)
    day = case.due_on.isoformat()
    raise DomainError(
        CLAIM_CONTRADICTS,
        detail=_("It contradicts what has been proved. Staff look into it and decide by %(day)s.") % {"day": day},
        params={"due_on": day},
    )
