"""A person has shown that something is his."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.errors import IDENTIFIER_DIFFERS, IDENTIFIER_TAKEN, PHONE_TAKEN
from accounts.events import IdentifierReleased
from accounts.identifiers import IdentifierType, identifier_index, normalise
from accounts.models import ChangeKind, Identifier, ReleaseReason, User
from accounts.selectors import USER
from accounts.services.change_record import change_record
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError, ErrorCode

# What is lent, not born with: whoever proves it has it now, and whoever had it before has it no longer.
PASSED_ON: Final = (IdentifierType.PHONE, IdentifierType.EMAIL)


def identifier_prove(
    *, user: User, identifier_type: IdentifierType, value: str, method: str, actor: Actor | None = None
) -> Identifier:
    """Make ``value`` an identifier of ``user``, found by it from now on; returns it.

    In: ``method``, the name of the way in which it was proved; ``actor``, who says so (the person himself by default).
    A phone number or address that another account holds is released from it, which is told by
    :class:`IdentifierReleased`; nothing else of that account changes hands. A number proved by somebody else while
    this proof's code was still good stays his (``phone_taken``): the code may be older than his.
    A second phone number replaces the first. Proving again renews ``last_proved_at`` only.

    Raises ValidationError for an unreadable value, DomainError ``identifier_taken`` when it is another person's and no
    kind that is passed on, ``identifier_differs`` when this account's person is known by another resident ID. The
    unique indexes decide a race. Writes audit entries without the value.
    """
    normalised = normalise(identifier_type, value)
    actor = actor or Actor(type=USER, id=str(user.pk))
    try:
        with transaction.atomic():
            index = identifier_index(identifier_type, normalised)
            holder = _lock(user, identifier_type, index)
            now = clock.now()
            if holder is not None and holder.user_id == user.pk:
                holder.last_proved_at = now
                holder.save(update_fields=["last_proved_at", "updated_at"])
                return holder
            if holder is not None:
                _take_over(actor, holder, now)
            _make_room(actor, user, identifier_type, index, now)
            proved = _write(user, identifier_type, normalised, index, method, now)
            detail = {"type": identifier_type.value, "method": method, "user": str(user.pk)}
            audit.record(actor, "accounts.identifier.prove", proved, detail=detail)
            if Identifier.objects.filter(user=user, verified_at__isnull=False).exclude(pk=proved.pk).exists():
                change_record(user=user, kind=ChangeKind.IDENTIFIER_ADDED, identifier=proved)
            return proved
    except IntegrityError:
        raise DomainError(_taken(identifier_type)) from None


def _taken(identifier_type: IdentifierType) -> ErrorCode:
    return PHONE_TAKEN if identifier_type is IdentifierType.PHONE else IDENTIFIER_TAKEN


def _lock(user: User, identifier_type: IdentifierType, index: bytes) -> Identifier | None:
    """Lock both persons, in one order everywhere, and return who holds the value then."""
    held = Identifier.objects.proved().filter(type=identifier_type, index=index)
    people = {user.pk, *held.values_list("user_id", flat=True)}
    list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values("pk"))
    found: Identifier | None = held.select_for_update(no_key=True).first()
    if found is not None and found.user_id not in people:
        raise DomainError(_taken(identifier_type))
    return found


def _take_over(actor: Actor, held: Identifier, now: datetime) -> None:
    kind = IdentifierType(held.type)
    if kind not in PASSED_ON:
        raise DomainError(IDENTIFIER_TAKEN)
    assert held.last_proved_at is not None  # noqa: S101 - a check in the database
    if kind is IdentifierType.PHONE and held.last_proved_at > now - timedelta(seconds=settings.CODE_SECONDS):
        raise DomainError(PHONE_TAKEN)
    release(actor, held, ReleaseReason.TAKEN_OVER, now)


def release(actor: Actor, held: Identifier, reason: ReleaseReason, now: datetime, *, told: bool = True) -> None:
    """End ``held`` in the caller's transaction, who has locked its person; audited, and told by an event.

    Where the person himself gave it up he is told there too, unless he knows (``told``).
    """
    held.released_at, held.release_reason = now, reason
    held.save(update_fields=["released_at", "release_reason", "updated_at"])
    detail = {"type": held.type, "reason": reason.value, "user": str(held.user_id)}
    audit.record(actor, "accounts.identifier.release", held, detail=detail)
    outbox.publish(
        IdentifierReleased(identifier_id=held.pk, user_id=held.user_id, reason=reason.value),
        aggregate_type="accounts.user",
        aggregate_id=str(held.user_id),
    )
    if told and reason is not ReleaseReason.TAKEN_OVER:
        change_record(user=held.user, kind=ChangeKind.IDENTIFIER_RELEASED, identifier=held)


def _make_room(actor: Actor, user: User, identifier_type: IdentifierType, index: bytes, now: datetime) -> None:
    """Drop the claims of others to the value, and what it replaces here."""
    claims = Identifier.objects.live().filter(type=identifier_type, verified_at=None)
    claims.filter(index=index).exclude(user=user).delete()
    if identifier_type is IdentifierType.PHONE:
        claims.filter(user=user).exclude(index=index).delete()
        for former in Identifier.objects.proved().filter(user=user, type=identifier_type).exclude(index=index):
            release(actor, former, ReleaseReason.REPLACED, now)
    if identifier_type is IdentifierType.RESIDENT_ID:
        own = Identifier.objects.live().filter(user=user, type=identifier_type).exclude(index=index)
        if own.exclude(verified_at=None).exists():
            raise DomainError(IDENTIFIER_DIFFERS)
        own.delete()


def _write(
    user: User, identifier_type: IdentifierType, normalised: str, index: bytes, method: str, now: datetime
) -> Identifier:
    claim = Identifier.objects.live().filter(user=user, type=identifier_type, index=index).first()
    identifier: Identifier = claim or Identifier(user=user, type=identifier_type, value=normalised, index=index)
    identifier.verified_at = identifier.last_proved_at = now
    identifier.verified_by = method
    identifier.save()
    return identifier
