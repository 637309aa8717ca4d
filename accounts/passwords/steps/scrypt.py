"""scrypt (RFC 7914)."""

from __future__ import annotations

import hashlib
from typing import Final

from accounts.passwords.steps.base import LONGEST_SALT, BaseStep, held

MOST_MEMORY: Final = 1 << 27  # octets: 128 MiB
MOST_WORK: Final = 1 << 22  # n·r·p; about a second of one core
ENOUGH: Final = (1 << 14) * 8 * 5  # OWASP Password Storage Cheat Sheet, Django's default
SHORTEST: Final = 16
LONGEST: Final = 64


class Scrypt(BaseStep, frozen=True, tag="scrypt"):
    """scrypt with ``n`` (a power of two), ``r`` and ``p``; gives ``length`` octets."""

    n: int
    r: int
    p: int
    salt: bytes
    length: int

    def __post_init__(self) -> None:
        held(len(self.salt) <= LONGEST_SALT and SHORTEST <= self.length <= LONGEST, "form")
        held(self.n > 1 and self.n & (self.n - 1) == 0 and self.r > 0 and self.p > 0)
        held(self._memory <= MOST_MEMORY and self.n * self.r * self.p <= MOST_WORK)
        held(self.n < 1 << (16 * self.r))  # RFC 7914 §2

    @property
    def _memory(self) -> int:
        return 128 * self.r * (self.n + self.p)

    @property
    def strong(self) -> bool:
        """Whether there is work enough."""
        return self.n * self.r * self.p >= ENOUGH

    def compute(self, secret: bytes) -> bytes:
        """Return the derived key."""
        # OpenSSL counts a little more than the two tables.
        most = self._memory + (1 << 20)
        return hashlib.scrypt(secret, salt=self.salt, n=self.n, r=self.r, p=self.p, maxmem=most, dklen=self.length)
