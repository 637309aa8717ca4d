"""What a verifier said of an attempt is written down."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.errors import IDENTIFIER_TAKEN, VERIFIER_BROKEN
from accounts.identifiers import IdentifierType
from accounts.models import AttemptState, ProofAttempt, User
from accounts.selectors import USER
from accounts.services.case_open import case_open
from accounts.services.proof_record import Identity, proof_record
from accounts.verifiers import Passed, Refused, Step, Verifier, VerifierBrokenError, Waiting
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError

RETRY_AFTER: Final = "60"
logger = logging.getLogger(__name__)


def asked(attempt: ProofAttempt, verifier: Verifier, ask: Callable[[], Step]) -> ProofAttempt:
    """Call ``ask`` without a transaction and write what came of it; ``challenge`` is set on what is returned.

    Raises DomainError ``verifier_broken`` (503) when the verifier does not answer or cannot be trusted, whatever
    ``ask`` refuses with, and ``identifier_taken`` or ``identifier_differs`` for a proved identity that cannot be this
    account's. The attempt is over then; a resident ID that another account has proved opens a case for staff.
    """
    try:
        step = ask()
    except (VerifierBrokenError, DomainError) as error:
        _end(attempt.pk, AttemptState.BROKEN)
        if isinstance(error, DomainError):
            raise
        logger.warning("verifier broken", extra={"verifier": verifier.name, "reason": str(error)})
        raise DomainError(VERIFIER_BROKEN, headers={"Retry-After": RETRY_AFTER}) from error
    try:
        return _settle(attempt.pk, verifier, step)
    except DomainError as refusal:
        _end(attempt.pk, AttemptState.REFUSED)
        if refusal.error is IDENTIFIER_TAKEN and attempt.type == IdentifierType.RESIDENT_ID:
            # The register says that it is he, and another account has proved the same: staff look at it.
            owner = Actor(type=USER, id=str(attempt.user_id))
            case_open(actor=owner, user_id=attempt.user_id, resident_id=attempt.value)
        raise


@transaction.atomic
def _settle(attempt_id: UUID, verifier: Verifier, step: Step) -> ProofAttempt:
    owner = ProofAttempt.objects.values_list("user_id", flat=True).get(pk=attempt_id)
    user = User.objects.select_for_update(no_key=True).get(pk=owner)
    attempt: ProofAttempt = ProofAttempt.objects.select_for_update(no_key=True).get(pk=attempt_id)
    attempt.user = user
    if attempt.state not in (AttemptState.ASKING, AttemptState.WAITING):
        return attempt
    match step:
        case Passed(receipt=receipt):
            attempt.proof = proof_record(
                actor=Actor(type=USER, id=str(user.pk)),
                user=user,
                identity=Identity(IdentifierType(attempt.type), attempt.value, attempt.name),
                verifier=verifier,
                receipt=receipt,
                consented_at=attempt.consented_at,
            )
            attempt.state, attempt.memory = AttemptState.PASSED, None
        case Waiting(challenge=challenge, memory=memory) if attempt.tries < verifier.tries:
            attempt.state, attempt.memory = AttemptState.WAITING, memory
            attempt.challenge = dict(challenge)
        case Refused() | Waiting():
            attempt.state, attempt.memory = AttemptState.REFUSED, None
            detail = {"verifier": verifier.name, "user": str(user.pk)}
            audit.record(Actor(type=USER, id=str(user.pk)), "accounts.proof.refused", attempt, detail=detail)
    attempt.save()
    return attempt


def _end(attempt_id: UUID, state: AttemptState) -> None:
    unsettled = (AttemptState.ASKING, AttemptState.WAITING)
    ProofAttempt.objects.filter(pk=attempt_id, state__in=unsettled).update(state=state, memory=None)
