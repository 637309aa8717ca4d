"""A person has been proved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from accounts.agents.consents import require_consent
from accounts.events import IdentityProved, LevelChanged
from accounts.identifiers import IdentifierType, normalise
from accounts.levels import level_of
from accounts.models import ChangeKind, Level, Proof, User
from accounts.services.change_record import change_record
from accounts.services.identifier_prove import identifier_prove
from accounts.verifiers import Verifier
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import Actor


@dataclass(frozen=True)
class Identity:
    """Who somebody is, as a document or register says it; ``repr`` hides all of it."""

    type: IdentifierType = field(repr=False)
    number: str = field(repr=False)
    name: str = field(repr=False)


@transaction.atomic
def proof_record(
    *,
    actor: Actor,
    user: User,
    identity: Identity,
    verifier: Verifier,
    receipt: str = "",
    consented_at: datetime | None = None,
) -> Proof:
    """Write that ``verifier`` has proved ``user`` to be ``identity``, and make its number an identifier of his.

    Of who is registered as somebody's ward it becomes the own account. Audited without personal data;
    :class:`LevelChanged` when he stands higher now, and :class:`IdentityProved`. Raises ValidationError for an
    unreadable number, DomainError ``guardian_consent_needed`` under 14, ``identifier_taken`` or ``identifier_differs``;
    see ``identifier_prove``.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    ward = require_consent(identity.type, normalise(identity.type, identity.number))
    before = level_of(user)
    identifier = identifier_prove(
        user=user, identifier_type=identity.type, value=identity.number, method=verifier.name, actor=actor
    )
    now = clock.now()
    proof = Proof.objects.create(
        user=user,
        identifier=identifier,
        level=verifier.level,
        verifier=verifier.name,
        name=identity.name,
        receipt=receipt,
        consent=verifier.consent if consented_at else "",
        consented_at=consented_at,
        actor_type=actor.type,
        actor_id=actor.id,
        proved_at=now,
        expires_at=now + timedelta(days=verifier.valid_days),
    )
    detail = {"user": str(user.pk), "level": int(verifier.level), "verifier": verifier.name}
    audit.record(actor, "accounts.proof.record", proof, detail=detail)
    if ward is not None and ward.user_id is None:
        ward.user = user
        ward.save(update_fields=["user", "updated_at"])
    change_record(user=user, kind=ChangeKind.PROOF)
    tell_level(user, before)
    tell_proved(user)
    return proof


def tell_proved(user: User) -> None:
    """Publish in the caller's transaction that something which ``user`` has proved counts from now on."""
    outbox.publish(IdentityProved(user_id=user.pk), aggregate_type="accounts.user", aggregate_id=str(user.pk))


def tell_level(user: User, before: Level) -> None:
    """Publish the new level in the caller's transaction, where it is another than ``before``."""
    level = level_of(user)
    if level != before:
        outbox.publish(
            LevelChanged(user_id=user.pk, level=int(level)), aggregate_type="accounts.user", aggregate_id=str(user.pk)
        )
