"""A person has done what the verifier asked of him."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db.models import F

from accounts.errors import PROOF_ATTEMPT_OVER
from accounts.models import AttemptState, ProofAttempt
from accounts.services.proof_begin import self_service
from accounts.services.proof_settle import asked
from accounts.verifiers import options_of
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND


def proof_resume(*, actor: Actor, attempt_id: UUID, answer: Mapping[str, str]) -> ProofAttempt:
    """Go on with an attempt of the actor's own; see :func:`~accounts.services.proof_begin` for what is returned.

    Every answer is counted before it is looked at, so that answers sent at once guess no more often than one by one.
    Raises DomainError ``not_found`` for an attempt that is not his, ``proof_attempt_over`` (409) for one that is
    settled, has run out of time or of tries, and those of ``proof_settle.asked``.
    """
    mine = ProofAttempt.objects.for_actor(actor, Action.CHANGE).filter(pk=attempt_id, user_id=actor.id)
    attempt: ProofAttempt | None = mine.first()
    if attempt is None:
        raise DomainError(NOT_FOUND)
    verifier = self_service(attempt.verifier)
    open_ones = mine.filter(state=AttemptState.WAITING, expires_at__gt=clock.now(), tries__lt=verifier.tries)
    if not open_ones.update(tries=F("tries") + 1):
        raise DomainError(PROOF_ATTEMPT_OVER)
    memory = attempt.memory or ""
    return asked(attempt, verifier, lambda: verifier.resume(memory, answer, options_of(verifier.name)))
