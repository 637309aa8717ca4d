"""What may be shown of an identifier: enough for its holder to know it again, too little for anybody else."""

from __future__ import annotations

from typing import Final

from accounts import phones
from accounts.identifiers.kinds import IdentifierType

HIDDEN: Final = "****"


def mask(identifier_type: IdentifierType, value: str) -> str:
    """Return a normalised ``value`` fit to be shown: ``370****2X``, ``138****0000``, ``w****@example.cn``.

    Neither birthday nor order number of a resident ID is left in. Empty stays empty.
    """
    if not value:
        return ""
    match IdentifierType(identifier_type):
        case IdentifierType.PHONE:
            return phones.mask(value)
        case IdentifierType.EMAIL:
            name, _at, host = value.rpartition("@")
            return f"{name[:1]}{HIDDEN}@{host}"
        case IdentifierType.PASSPORT:
            issuer, _colon, number = value.partition(":")
            return f"{issuer}:{number[:1]}{HIDDEN}{number[-2:]}"
        case IdentifierType.NETWORK_NUMBER:
            return f"{HIDDEN}{value[-2:]}"
        case _:
            return f"{value[:3]}{HIDDEN}{value[-2:]}"
