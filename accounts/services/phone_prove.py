"""A person has entered the code that was sent to his number."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from accounts.errors import PHONE_TAKEN
from accounts.models import User, phone_index
from accounts.phones import normalise
from accounts.selectors import USER
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError

FIELDS = ["phone", "phone_index", "phone_verified_at"]


def phone_prove(*, user: User, phone: str) -> None:
    """Make ``phone`` the number of ``user``, in place of any before; claims of others to it are dropped.

    Proving the same number again changes nothing. Raises ValidationError for an invalid number, DomainError
    ``phone_taken`` when another account has proved it first (the unique index decides a race). Writes an audit entry
    without the number.
    """
    number = normalise(phone)
    index = phone_index(number)
    if user.phone_verified_at is not None and user.phone == number:
        return
    try:
        with transaction.atomic():
            User.objects.filter(phone_index=index, phone_verified_at=None).exclude(pk=user.pk).update(
                phone=None, phone_index=None
            )
            user.phone, user.phone_index, user.phone_verified_at = number, index, clock.now()
            user.save(update_fields=FIELDS)
            audit.record(Actor(type=USER, id=str(user.pk)), "accounts.user.prove_phone", user)
    except IntegrityError:
        user.refresh_from_db(fields=FIELDS)
        raise DomainError(PHONE_TAKEN) from None
