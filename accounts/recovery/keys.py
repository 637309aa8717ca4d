"""The key that a person is given at the window."""

from __future__ import annotations

import secrets
from typing import Final

from services_portal.kernel.crypto import blind_index

# Nothing that is misread on paper: no 0 and O, no 1, I and L, no U and V.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTWXYZ"
LENGTH: Final = 20
GROUP: Final = 5
PURPOSE: Final = "accounts.recovery.key"


def new_key() -> str:
    """Return a key of 97 bits in four groups."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def key_index(key: str) -> bytes:
    """Return the keyed hash of a key, however it was typed."""
    return blind_index("".join(letter for letter in key.upper() if letter.isalnum()), PURPOSE)
