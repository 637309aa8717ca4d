"""A digest of the password with something before or after it."""

from __future__ import annotations

from typing import Final, Literal

from accounts.passwords.steps.base import HASHES, LONGEST_SALT, BaseStep, digest, held

MOST_ROUNDS: Final = 100_000
MIDDLE: Final = slice(8, 24)


class Digest(BaseStep, frozen=True, tag="digest"):
    """``algorithm(before + secret + after)``, then ``rounds - 1`` times over the digest itself.

    ``written`` is ``raw`` (octets), ``hex`` (lower case), as PHP hands digests on, or ``middle``: of the hexadecimal
    digits of MD5 the sixteen in the middle, as ASP sites kept them.
    """

    algorithm: str
    before: bytes = b""
    after: bytes = b""
    rounds: int = 1
    written: Literal["raw", "hex", "middle"] = "raw"

    def __post_init__(self) -> None:
        held(self.algorithm in HASHES, "form")
        held(len(self.before) <= LONGEST_SALT and len(self.after) <= LONGEST_SALT, "form")
        held(1 <= self.rounds <= MOST_ROUNDS)

    def compute(self, secret: bytes) -> bytes:
        """Return the digest."""
        value = digest(self.algorithm, self.before + secret + self.after)
        for _ in range(self.rounds - 1):
            value = digest(self.algorithm, value)
        if self.written == "raw":
            return value
        return (value.hex() if self.written == "hex" else value.hex()[MIDDLE]).encode()
