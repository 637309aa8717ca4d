"""What every step is."""

from __future__ import annotations

import hashlib
from typing import Final

import msgspec

from accounts.passwords.malformed import MalformedHashError

# Octets of a digest. SM3 is GB/T 32905; OpenSSL brings it, so `hashlib` has it wherever this portal runs.
HASHES: Final = {"md5": 16, "sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64, "sm3": 32}
LONGEST_SALT: Final = 256


class BaseStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="step"):
    """One computation with its parameters; frozen, and written as JSON inside a sealed password."""

    @property
    def strong(self) -> bool:
        """Whether a digest of this step may lie in our database as it is."""
        return False

    def compute(self, secret: bytes) -> bytes:
        """Return the digest of ``secret``. Costs what the parameters say and nothing more."""
        raise NotImplementedError(f"{type(self).__name__} must implement compute()")


def held(condition: bool, reason: str = "work") -> None:
    """Raise MalformedHashError unless ``condition`` holds."""
    if not condition:
        raise MalformedHashError(reason)


def digest(algorithm: str, data: bytes) -> bytes:
    """Return the plain digest. Here MD5 and SHA-1 read what others left; nothing new is kept under them."""
    return hashlib.new(algorithm, data, usedforsecurity=False).digest()
