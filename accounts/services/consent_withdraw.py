"""A person withdraws a consent (PIPL Art. 15)."""

from __future__ import annotations

from uuid import UUID

from allauth.idp.oidc.models import Client, Token
from django.db import transaction

from accounts.levels import level_of
from accounts.models import AppConsent, ProofAttempt, User
from accounts.models.proof import CONSENT_WITHDRAWN
from accounts.rights.consents import APP, FACE, face_attempts, face_proofs
from accounts.selectors import USER
from accounts.services.grant_end import GrantEnd, grant_end
from accounts.services.proof_record import tell_level
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND, NOT_PERMITTED


@transaction.atomic
def consent_withdraw(*, actor: Actor, user: User, code: str) -> None:
    """Withdraw the consent that ``accounts.rights.consents`` names by ``code``; its effect is there at once.

    An app's tokens are deleted; proofs by face are revoked and what was kept of attempts is deleted, with
    :class:`LevelChanged` where the person stands lower. What was done before stays lawful and stays. Raises DomainError
    ``not_permitted`` for anybody but the person, ``not_found`` for what he has not consented to.
    """
    if (actor.type, actor.id) != (USER, str(user.pk)):
        raise DomainError(NOT_PERMITTED)
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if code == FACE:
        _end_face(actor, locked)
    elif code.startswith(APP):
        _end_app(actor, locked, code.removeprefix(APP))
    else:
        raise DomainError(NOT_FOUND)


def _end_face(actor: Actor, user: User) -> None:
    proofs, attempts = face_proofs(user), face_attempts(user)
    if not proofs and not attempts:
        raise DomainError(NOT_FOUND)
    before = level_of(user)
    for proof in proofs:
        proof.revoked_at, proof.revoke_reason = clock.now(), CONSENT_WITHDRAWN
        proof.save(update_fields=["revoked_at", "revoke_reason", "updated_at"])
    ProofAttempt.objects.filter(pk__in=[attempt.pk for attempt in attempts]).delete()
    detail = {"kind": FACE, "proofs": [str(proof.pk) for proof in proofs], "attempts": len(attempts)}
    audit.record(actor, "accounts.consent.withdraw", user, detail=detail)
    tell_level(user, before)


def _end_app(actor: Actor, user: User, client_id: str) -> None:
    client = Client.objects.filter(pk=client_id).first()
    tokens = Token.objects.filter(user=user, client=client) if client is not None else Token.objects.none()
    consents = AppConsent.objects.filter(user=user, client=client) if client is not None else AppConsent.objects.none()
    if client is None or not (tokens.exists() or consents.exists()):
        raise DomainError(NOT_FOUND)
    consents.delete()
    for grant in sorted({str(data["grant"]) for data in tokens.values_list("data", flat=True) if "grant" in data}):
        grant_end(actor=actor, client=client, user=user, grant=UUID(grant), reason=GrantEnd.REVOKED)
    tokens.delete()
    audit.record(actor, "accounts.consent.withdraw", user, detail={"kind": "app", "client": client.pk})
