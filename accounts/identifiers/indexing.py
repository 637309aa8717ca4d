"""How an identifier is found without being readable."""

from __future__ import annotations

from accounts.identifiers.kinds import IdentifierType
from services_portal.kernel.crypto import blind_index


def identifier_index(identifier_type: IdentifierType, normalised: str) -> bytes:
    """Return the 32 bytes under which a normalised identifier is kept: equal for equal values of one type only.

    Keyed with ``PORTAL_INDEX_KEY``, so that nobody who holds the database alone can try numbers against it.
    """
    return blind_index(normalised, f"accounts.identifier.{IdentifierType(identifier_type).value}")
