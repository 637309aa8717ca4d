"""A clerk opens a way back for the person before him."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.identifiers import normalise
from accounts.levels import Level, level_of
from accounts.models import ChangeKind, Identifier, Proof, Recovery, RecoveryState, User
from accounts.recovery.keys import key_index, new_key
from accounts.safety_errors import RECOVERY_NOT_POSSIBLE
from accounts.scopes import IDENTITY_PROVE
from accounts.selectors import holder_of, standing_for
from accounts.services.change_record import change_record
from accounts.services.proof_record import Identity
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED

GOOD_FOR: Final = timedelta(days=7)


def recovery_open(*, actor: Actor, identity: Identity) -> tuple[Recovery, str]:
    """Open a way back into the account of whoever is proved to be ``identity``; returns it and its key, told once.

    In: the document that the clerk ``actor`` holds, with the person before him. Whose account it is he is not told. The
    cooling-off is ``PORTAL_RECOVERY_HOURS``; the person is told on every channel and can stop it. Of an account at L3
    or above it waits for a second clerk. Audited, without the document.

    Raises DomainError ``not_permitted`` without the right, ``recovery_not_possible``, the same where nobody is proved
    to be that person, the name is another, it is the clerk's own or a suspended account, or one is under way.
    """
    if not actor.may(IDENTITY_PROVE):
        raise DomainError(NOT_PERMITTED)
    held = _held(identity)
    user = standing_for(held.user) if held is not None else None
    if user is None or held is None or actor.id == str(user.pk) or not _same_name(held, identity.name):
        audit.record_refusal(actor, "accounts.recovery.open", ("accounts.user", ""))
        raise DomainError(RECOVERY_NOT_POSSIBLE)
    try:
        return _open(actor, user)
    except IntegrityError:
        raise DomainError(RECOVERY_NOT_POSSIBLE) from None


def _held(identity: Identity) -> Identifier | None:
    try:
        return holder_of(identity.type, normalise(identity.type, identity.number))
    except ValidationError:
        return None


def _same_name(held: Identifier, name: str) -> bool:
    proof = Proof.objects.filter(identifier=held, revoked_at=None).order_by("-proved_at").first()
    return proof is not None and "".join(proof.name.split()).casefold() == "".join(name.split()).casefold()


@transaction.atomic
def _open(actor: Actor, user: User) -> tuple[Recovery, str]:
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    now = clock.now()
    Recovery.objects.live().filter(user=locked, expires_at__lte=now).update(ended_at=now, state=RecoveryState.STOPPED)
    if not locked.is_active:
        raise DomainError(RECOVERY_NOT_POSSIBLE)
    key = new_key()
    ready = now + timedelta(hours=settings.PORTAL_RECOVERY_HOURS)
    recovery = Recovery.objects.create(
        user=locked,
        key_index=key_index(key),
        state=RecoveryState.ASKED if level_of(locked) >= Level.PRESENT else RecoveryState.OPEN,
        opened_by=f"{actor.type}:{actor.id}",
        opened_at=now,
        ready_at=ready,
        expires_at=ready + GOOD_FOR,
    )
    audit.record(actor, "accounts.recovery.open", recovery, detail={"user": str(locked.pk), "state": recovery.state})
    change_record(user=locked, kind=ChangeKind.RECOVERY)
    return recovery, key
