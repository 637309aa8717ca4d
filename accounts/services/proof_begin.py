"""A person sets out to prove who he is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import transaction

from accounts.agents.ages import needs_consent
from accounts.agents.consents import require_consent
from accounts.errors import CONSENT_NEEDED, GUARDIAN_NEEDED, IDENTIFIER_DIFFERS, PROOF_ATTEMPTS_SPENT, UNKNOWN_VERIFIER
from accounts.identifiers import IdentifierType, birth_date, identifier_index, normalise
from accounts.identifiers.resident_ids import LENGTH as RESIDENT_ID_LENGTH
from accounts.models import AttemptState, Identifier, ProofAttempt, User
from accounts.selectors import proved_phone
from accounts.services.proof_record import Identity
from accounts.services.proof_settle import asked
from accounts.verifiers import Subject, Verifier, in_use, options_of
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED

GOOD_FOR: Final = timedelta(minutes=15)
A_DAY: Final = timedelta(days=1)
ATTEMPTS_A_DAY: Final = 5


def proof_begin(*, actor: Actor, user: User, method: str, identity: Identity, consent: str = "") -> ProofAttempt:
    """Ask the verifier ``method`` whether ``user`` is ``identity``; returns the attempt, passed, refused or waiting.

    In: the numbers and name as typed; ``consent``, the name of the text that the person has just agreed to, where the
    verifier needs one (``Verifier.consent``). An attempt that waits carries ``challenge``, for the person's client.
    The verifier is asked outside of any transaction.

    Raises ValidationError for an unreadable number, DomainError: ``not_permitted`` for anybody but the person himself,
    ``unknown_verifier``, ``consent_needed``, ``guardian_needed`` under 14 where a consent is needed,
    ``guardian_consent_needed`` under 14 where no guardian has consented to the account, ``identifier_differs`` for
    another resident ID than the proved one, ``proof_attempts_spent`` after five in 24 hours (an unanswered one does
    not count), and those of ``proof_settle.asked``.
    """
    if not User.objects.for_actor(actor, Action.CHANGE).filter(pk=user.pk).exists() or actor.id != str(user.pk):
        raise DomainError(NOT_PERMITTED)
    verifier = self_service(method)
    number = normalise(identity.type, identity.number)
    if verifier.consent:
        _check_consent(verifier, consent, identity.type, number)
    require_consent(identity.type, number)
    attempt = _enter(user, verifier, Identity(identity.type, number, " ".join(identity.name.split())))
    phone = proved_phone(user)
    subject = Subject(attempt.name, identity.type, number, phone.value if phone else "")
    return asked(attempt, verifier, lambda: verifier.begin(subject, options_of(verifier.name)))


def self_service(method: str) -> Verifier:
    """Return the verifier in use that a person goes through by himself. Raises DomainError ``unknown_verifier``."""
    for verifier in in_use():
        if verifier.name == method and verifier.self_service:
            return verifier
    raise DomainError(UNKNOWN_VERIFIER)


def _check_consent(verifier: Verifier, consent: str, kind: IdentifierType, number: str) -> None:
    if consent != verifier.consent:
        raise DomainError(CONSENT_NEEDED, params={"consent": verifier.consent})
    if needs_guardian(kind, number, clock.today()):
        raise DomainError(GUARDIAN_NEEDED)


def needs_guardian(kind: IdentifierType, number: str, today: date) -> bool:
    """Whether the person of a normalised number is under 14 on ``today``; a number without a birthday tells nothing."""
    if kind not in (IdentifierType.RESIDENT_ID, IdentifierType.PERMIT) or len(number) != RESIDENT_ID_LENGTH:
        return False
    return needs_consent(birth_date(number), today)


@transaction.atomic
def _enter(user: User, verifier: Verifier, identity: Identity) -> ProofAttempt:
    """Write the attempt, so that it counts whatever becomes of it."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    now = clock.now()
    own = Identifier.objects.proved().filter(user=user, type=identity.type)
    if identity.type is IdentifierType.RESIDENT_ID:
        for held in own:
            if bytes(held.index) != identifier_index(identity.type, identity.number):
                raise DomainError(IDENTIFIER_DIFFERS)
    lately = ProofAttempt.objects.filter(user=user, created_at__gt=now - A_DAY).exclude(state=AttemptState.BROKEN)
    if lately.count() >= ATTEMPTS_A_DAY:
        raise DomainError(PROOF_ATTEMPTS_SPENT, headers={"Retry-After": str(int(A_DAY.total_seconds()))})
    attempt: ProofAttempt = ProofAttempt.objects.create(
        user=user,
        verifier=verifier.name,
        type=identity.type,
        value=identity.number,
        name=identity.name,
        consent=verifier.consent,
        consented_at=now if verifier.consent else None,
        expires_at=now + GOOD_FOR,
    )
    detail = {"verifier": verifier.name, "consent": verifier.consent}
    audit.record(Actor(type="user", id=str(user.pk)), "accounts.proof.begin", attempt, detail=detail)
    return attempt
