"""Plain and salted digests in hexadecimal, as tables of the 2000s keep them: MD5, SHA-1, SHA-256, SHA-512, SM3."""

from __future__ import annotations

from typing import Final, Literal

from accounts.passwords.decoding import from_hex
from accounts.passwords.malformed import MalformedHashError
from accounts.passwords.schemes.scheme import Reading, Scheme, schemes, unsalted
from accounts.passwords.steps import HASHES, Digest

Place = Literal["none", "before", "after"]

# The digests of "abc" are those of the standards: RFC 1321, FIPS 180-4, GB/T 32905 annex A. A salt that stands before
# or after cuts the same message in two: what is published for the whole holds for the parts.
_OF_ABC: Final = {
    "md5": "900150983cd24fb0d6963f7d28e17f72",
    "sha1": "a9993e364706816aba3e25717850c26c9cd0d89d",
    "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "sha512": "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    "sm3": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
}
_WORDS: Final = {"none": ("", ""), "before": ("，盐在前", ", salt before"), "after": ("，盐在后", ", salt after")}


class DigestScheme(Scheme):
    """``hex(algorithm(password))``, with the table's salt nowhere, before or after."""

    algorithm: str
    place: Place

    def read(self, stored: str, salt: str, encoding: str) -> Reading:
        """Take a digest apart."""
        digest = from_hex(stored, size=HASHES[self.algorithm])
        if self.place == "none":
            unsalted(salt)
        elif not salt:
            raise MalformedHashError("form")
        octets = salt.encode(encoding)
        before, after = (octets if self.place == place else b"" for place in ("before", "after"))
        return Reading((Digest(self.algorithm, before, after),), digest)


def _register(algorithm: str, place: Place) -> None:
    middle = {"none": "", "before": "_salt_before", "after": "_salt_after"}[place]
    salt, password = {"none": ("", "abc"), "before": ("a", "bc"), "after": ("c", "ab")}[place]
    zh, en = _WORDS[place]
    described = {
        "__doc__": f"{algorithm} in hexadecimal{en}.",
        "__module__": __name__,
        "name": f"{algorithm}{middle}",
        "label_zh": f"{algorithm.upper()}{zh}",
        "label_en": f"{algorithm.upper()}{en}",
        "algorithm": algorithm,
        "place": place,
        "published": (_OF_ABC[algorithm], salt, password),
    }
    schemes.register(type(f"{algorithm.title()}{place.title()}", (DigestScheme,), described))


for _algorithm in _OF_ABC:
    for _place in ("none", "before", "after"):
        _register(_algorithm, _place)
