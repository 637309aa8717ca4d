"""How one says whom he means without anybody finding accounts by their numbers: the other gives him a word."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Final

from accounts.errors import AGENCY_UNFIT
from accounts.models import User
from services_portal.kernel import clock
from services_portal.kernel.crypto import DecryptionError, decrypt, encrypt
from services_portal.kernel.errors import DomainError

PURPOSE: Final = "accounts.agents.reference"
GOOD_FOR: Final = timedelta(days=1)


def reference_of(user: User) -> str:
    """Return a word that stands for ``user`` for a day; nothing can be read from it."""
    until = clock.now() + GOOD_FOR
    return urlsafe_b64encode(encrypt(f"{user.pk} {until.isoformat()}", purpose=PURPOSE)).decode().rstrip("=")


def person_behind(reference: str) -> User:
    """Return for whom ``reference`` stands. Raises DomainError ``agency_unfit`` for one that is wrong or too old."""
    try:
        token = urlsafe_b64decode(reference.encode("ascii") + b"=" * (-len(reference) % 4))
        key, _space, until = decrypt(token, purpose=PURPOSE).partition(" ")
        if datetime.fromisoformat(until) > clock.now():
            found: User | None = User.objects.filter(pk=key, is_active=True).first()
            if found is not None:
                return found
    except (ValueError, DecryptionError):
        pass
    raise DomainError(AGENCY_UNFIT, params={"field": "other"})
