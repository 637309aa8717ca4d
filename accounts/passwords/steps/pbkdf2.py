"""PBKDF2 (RFC 8018 §5.2)."""

from __future__ import annotations

import hashlib
from typing import Final, Literal

from accounts.passwords.steps.base import HASHES, LONGEST_SALT, BaseStep, held

# About three seconds of one core.
MOST_ROUNDS: Final = 5_000_000
SHORTEST: Final = 16
LONGEST: Final = 64
# OWASP Password Storage Cheat Sheet (2023): rounds under which PBKDF2 is too quick.
ENOUGH: Final = {"sha1": 1_300_000, "sha256": 600_000, "sha512": 210_000}


class Pbkdf2(BaseStep, frozen=True, tag="pbkdf2"):
    """``rounds`` of HMAC; gives ``length`` octets."""

    algorithm: Literal["sha1", "sha256", "sha512"]
    rounds: int
    salt: bytes
    length: int

    def __post_init__(self) -> None:
        held(1 <= len(self.salt) <= LONGEST_SALT and SHORTEST <= self.length <= LONGEST, "form")
        blocks = -(-self.length // HASHES[self.algorithm])
        held(self.rounds >= 1 and self.rounds * blocks <= MOST_ROUNDS)

    @property
    def strong(self) -> bool:
        """Whether there are rounds enough."""
        return self.rounds >= ENOUGH[self.algorithm]

    def compute(self, secret: bytes) -> bytes:
        """Return the derived key."""
        return hashlib.pbkdf2_hmac(self.algorithm, secret, self.salt, self.rounds, self.length)
