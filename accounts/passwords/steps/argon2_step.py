"""Argon2 (RFC 9106): what others kept, and what we lay around weak digests."""

from __future__ import annotations

import secrets
from typing import Final, Literal

from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw

from accounts.passwords.steps.base import LONGEST_SALT, BaseStep, held

# What the portal itself uses (OWASP Password Storage Cheat Sheet): 19 MiB, so that a hundred people who sign in at
# once cost two gigabytes and not ten, and one lane, because a worker has one core.
OWN_MEMORY: Final = 19_456  # KiB
OWN_PASSES: Final = 2
OWN_LANES: Final = 1
OWN_SALT: Final = 16
OWN_LENGTH: Final = 32

MOST_MEMORY: Final = 1 << 18  # KiB: 256 MiB
MOST_WORK: Final = 1 << 20  # KiB·passes; about a second of one core
MOST_LANES: Final = 16
SHORTEST: Final = 16
LONGEST: Final = 64
VERSIONS: Final = (0x10, ARGON2_VERSION)
KINDS: Final = {"d": Type.D, "i": Type.I, "id": Type.ID}


class Argon2(BaseStep, frozen=True, tag="argon2"):
    """Argon2 with ``memory`` in KiB; gives ``length`` octets."""

    kind: Literal["d", "i", "id"]
    memory: int
    passes: int
    lanes: int
    salt: bytes
    length: int
    version: int = ARGON2_VERSION

    def __post_init__(self) -> None:
        held(8 <= len(self.salt) <= LONGEST_SALT and SHORTEST <= self.length <= LONGEST, "form")
        held(self.version in VERSIONS, "form")
        held(1 <= self.lanes <= MOST_LANES and self.passes >= 1 and 8 * self.lanes <= self.memory <= MOST_MEMORY)
        held(self.memory * self.passes <= MOST_WORK)

    @property
    def strong(self) -> bool:
        """Whether memory times passes is what we ask of ourselves."""
        return self.memory * self.passes >= OWN_MEMORY * OWN_PASSES

    def compute(self, secret: bytes) -> bytes:
        """Return the tag."""
        kind = KINDS[self.kind]
        return hash_secret_raw(
            secret, self.salt, self.passes, self.memory, self.lanes, self.length, kind, version=self.version
        )


def fresh_argon2() -> Argon2:
    """Return the portal's own Argon2id with a new salt."""
    return Argon2("id", OWN_MEMORY, OWN_PASSES, OWN_LANES, secrets.token_bytes(OWN_SALT), OWN_LENGTH)
