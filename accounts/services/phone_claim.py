"""A person says that a number is his."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User, phone_index
from accounts.phones import normalise


@transaction.atomic
def phone_claim(*, user: User, phone: str) -> None:
    """Write ``phone`` on the account as not proved; it finds no account and blocks nobody.

    In: a saved user without a proved number (a proved number is replaced by :func:`phone_prove` alone). Raises
    ValidationError for an invalid number, ValueError for an account that has proved one.
    """
    number = normalise(phone)
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if locked.phone_verified_at is not None:
        raise ValueError("a proved number is replaced by proving another")
    user.phone, user.phone_index, user.phone_verified_at = number, phone_index(number), None
    user.save(update_fields=["phone", "phone_index", "phone_verified_at"])
