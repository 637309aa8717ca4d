"""bcrypt (Provos and Mazières, 1999)."""

from __future__ import annotations

import base64
from typing import Final

import bcrypt

from accounts.passwords.malformed import MalformedHashError
from accounts.passwords.steps.base import BaseStep, held

LEAST_COST: Final = 4
MOST_COST: Final = 15  # about three seconds of one core
ENOUGH: Final = 10  # OWASP Password Storage Cheat Sheet
SALT_SIZE: Final = 16
DIGEST_SIZE: Final = 23
# What every implementation reads of a password; a longer one was always cut here.
READ: Final = 72
_ALPHABET: Final = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_STANDARD: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_TO_STANDARD: Final = str.maketrans(_ALPHABET, _STANDARD)
_FROM_STANDARD: Final = str.maketrans(_STANDARD, _ALPHABET)


def octets(text: str) -> bytes:
    """Return what ``text`` in bcrypt's base 64 stands for; bits beyond the last octet are dropped, as bcrypt does."""
    if not set(text) <= set(_ALPHABET):
        raise MalformedHashError("form")
    return base64.b64decode(text.translate(_TO_STANDARD) + "=" * (-len(text) % 4))


def written(value: bytes) -> str:
    """Return octets in bcrypt's base 64."""
    return base64.b64encode(value).decode().rstrip("=").translate(_FROM_STANDARD)


class Bcrypt(BaseStep, frozen=True, tag="bcrypt"):
    """bcrypt with ``2**cost`` expansions; gives its 23 octets."""

    cost: int
    salt: bytes

    def __post_init__(self) -> None:
        held(len(self.salt) == SALT_SIZE, "form")
        held(LEAST_COST <= self.cost <= MOST_COST)

    @property
    def strong(self) -> bool:
        """Whether the cost is enough."""
        return self.cost >= ENOUGH

    def compute(self, secret: bytes) -> bytes:
        """Return the digest."""
        setting = f"$2b${self.cost:02d}${written(self.salt)}"
        return octets(bcrypt.hashpw(secret[:READ], setting.encode())[len(setting) :].decode())
