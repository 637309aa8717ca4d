"""A clerk has seen a person with his document."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Proof, User
from accounts.scopes import IDENTITY_PROVE
from accounts.services.proof_record import Identity, proof_record
from accounts.verifiers import in_use
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED

WINDOW = "window"


@transaction.atomic
def proof_at_window(*, actor: Actor, user: User, identity: Identity) -> Proof:
    """Write that the clerk ``actor`` holds the document of ``user``, who stands before him (L3).

    Raises DomainError ``not_permitted`` for who may not prove identities, for a clerk who would prove himself, for a
    closed account and where windows are not in use; else as :func:`~accounts.services.proof_record`.
    """
    window = next((verifier for verifier in in_use() if verifier.name == WINDOW), None)
    if window is None or not actor.may(IDENTITY_PROVE) or actor.id == str(user.pk) or not user.is_active:
        raise DomainError(NOT_PERMITTED)
    return proof_record(actor=actor, user=user, identity=identity, verifier=window)
