"""The link by which a person says that a change to his account was not his doing."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.core import signing

from accounts.models import AccountChange

SALT: Final = "accounts.objection"
GOOD_FOR: Final = timedelta(days=14)


def objection_token(change: AccountChange) -> str:
    """Return what stands in the link: it names the change, and nobody can make one up."""
    return signing.TimestampSigner(salt=SALT).sign(change.pk.hex)


def change_of(token: str) -> AccountChange | None:
    """Return the change of a link, or None for one that is not ours or older than two weeks."""
    try:
        number = signing.TimestampSigner(salt=SALT).unsign(token, max_age=GOOD_FOR)
        return AccountChange.objects.filter(pk=UUID(number)).select_related("user").first()
    except (signing.BadSignature, ValueError):
        return None
