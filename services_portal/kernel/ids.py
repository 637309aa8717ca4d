"""Keys: UUID version 7 (RFC 9562), so that new rows land at the end of their index."""

from __future__ import annotations

from uuid import UUID

from uuid_utils import compat


def uuid7() -> UUID:
    """Return a new time-ordered UUID."""
    return compat.uuid7()
