"""The portable hash of phpass (Openwall), and Drupal 7's variant on SHA-512."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Final, Literal

from accounts.passwords.steps.base import BaseStep, held

ALPHABET: Final = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SALT_SIZE: Final = 8
LEAST_LOG2: Final = 7
MOST_LOG2: Final = 20
# Characters kept of the written digest: phpass all 22 of 16 octets, Drupal 43 of 86 (its column was 55 wide).
KEPT: Final = {"md5": 22, "sha512": 43}


def written(value: bytes) -> str:
    """Return octets in phpass's base 64: little end first, six bits a character, no padding."""
    return "".join(
        ALPHABET[int.from_bytes(value[start : start + 3], "little") >> shift & 0x3F]
        for start in range(0, len(value), 3)
        for shift in range(0, len(value[start : start + 3]) * 8, 6)
    )


class Phpass(BaseStep, frozen=True, tag="phpass"):
    """``2**log2`` rounds of ``algorithm(digest + secret)``, begun with the salt; gives the written characters."""

    algorithm: Literal["md5", "sha512"]
    log2: int
    salt: bytes

    def __post_init__(self) -> None:
        held(len(self.salt) == SALT_SIZE, "form")
        held(LEAST_LOG2 <= self.log2 <= MOST_LOG2)

    def compute(self, secret: bytes) -> bytes:
        """Return the written digest, in ASCII."""
        function = partial(getattr(hashlib, self.algorithm), usedforsecurity=False)
        value = function(self.salt + secret).digest()
        for _ in range(1 << self.log2):
            value = function(value + secret).digest()
        return written(value)[: KEPT[self.algorithm]].encode()
