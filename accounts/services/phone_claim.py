"""A person says that a number is his."""

from __future__ import annotations

from accounts.identifiers import IdentifierType
from accounts.models import User
from accounts.services.identifier_claim import identifier_claim


def phone_claim(*, user: User, phone: str) -> None:
    """Write ``phone`` on the account as not proved; it finds no account and blocks nobody.

    Raises ValidationError for an invalid number, ValueError for an account that has proved another.
    """
    identifier_claim(user=user, identifier_type=IdentifierType.PHONE, value=phone)
