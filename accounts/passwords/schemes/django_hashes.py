"""Django's encoded passwords, ``algorithm$…``, of every version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from accounts.passwords.decoding import from_base64, from_hex, number
from accounts.passwords.malformed import MalformedHashError
from accounts.passwords.schemes.bcrypt_hashes import read_bcrypt
from accounts.passwords.schemes.modular import read_argon2
from accounts.passwords.schemes.scheme import Reading, Scheme, schemes, unsalted
from accounts.passwords.steps import HASHES, Digest, Pbkdf2, Scrypt


def _parts(rest: str, count: int) -> list[str]:
    found = rest.split("$")
    if len(found) != count:
        raise MalformedHashError("form")
    return found


def _pbkdf2(algorithm: Any) -> Callable[[str], Reading]:
    def read(rest: str) -> Reading:
        rounds, salt, written = _parts(rest, 3)
        digest = from_base64(written, size=HASHES[algorithm])
        return Reading((Pbkdf2(algorithm, number(rounds), salt.encode(), len(digest)),), digest)

    return read


def _scrypt(rest: str) -> Reading:
    n, salt, r, p, written = _parts(rest, 5)
    digest = from_base64(written, size=64)
    return Reading((Scrypt(number(n), number(r), number(p), salt.encode(), len(digest)),), digest)


def _salted(algorithm: str) -> Callable[[str], Reading]:
    def read(rest: str) -> Reading:
        salt, written = _parts(rest, 2)
        return Reading((Digest(algorithm, before=salt.encode()),), from_hex(written, size=HASHES[algorithm]))

    return read


def _bcrypt(rest: str) -> Reading:
    step, digest = read_bcrypt(rest)
    return Reading((step,), digest)


def _bcrypt_sha256(rest: str) -> Reading:
    step, digest = read_bcrypt(rest)
    return Reading((Digest("sha256", written="hex"), step), digest)


_READERS: Final[dict[str, Callable[[str], Reading]]] = {
    "pbkdf2_sha256": _pbkdf2("sha256"),
    "pbkdf2_sha1": _pbkdf2("sha1"),
    "argon2": lambda rest: read_argon2(f"${rest}"),
    "bcrypt_sha256": _bcrypt_sha256,
    "bcrypt": _bcrypt,
    "scrypt": _scrypt,
    "sha1": _salted("sha1"),
    "md5": _salted("md5"),
}


@schemes.register
class DjangoScheme(Scheme):
    """Source: django.contrib.auth.hashers, 1.4 to 5.2."""

    name = "django"
    label_zh = "Django"
    label_en = "Django"
    # Django, tests/auth_tests/test_hashers.py at 4.1.
    published = ("pbkdf2_sha256$390000$seasalt$8xBlGd3jVgvJ+92hWPxi5ww0uuAuAnKgC45eudxro7c=", "", "lètmein")

    def read(self, stored: str, salt: str, encoding: str) -> Reading:
        """Take an encoded password apart; an unusable one (``!…``) refuses like any other form."""
        unsalted(salt)
        algorithm, _, rest = stored.partition("$")
        reader = _READERS.get(algorithm)
        if reader is None:
            raise MalformedHashError("form")
        return reader(rest)
