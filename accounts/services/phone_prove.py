"""A person has entered the code that was sent to his number."""

from __future__ import annotations

from typing import Final

from accounts.identifiers import IdentifierType
from accounts.models import User
from accounts.services.identifier_prove import identifier_prove

CODE: Final = "code"


def phone_prove(*, user: User, phone: str) -> None:
    """Make ``phone`` the number of ``user``, in place of any before, released from whoever had it before.

    Raises ValidationError for an invalid number, DomainError ``phone_taken`` when another account has proved it within
    the life of a code; see :func:`~accounts.services.identifier_prove`.
    """
    identifier_prove(user=user, identifier_type=IdentifierType.PHONE, value=phone, method=CODE)
