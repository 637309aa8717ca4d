"""The modular form of passlib and of the Argon2 reference: ``$argon2id$``, ``$scrypt$``, ``$pbkdf2-sha256$``."""

from __future__ import annotations

import re
from typing import Any, Final

from accounts.passwords.decoding import from_base64, number
from accounts.passwords.malformed import MalformedHashError
from accounts.passwords.schemes.scheme import Reading, Scheme, between, schemes, unsalted
from accounts.passwords.steps import Argon2, Pbkdf2, Scrypt
from accounts.passwords.steps.base import HASHES

_ARGON2: Final = re.compile(
    r"\$argon2(?P<kind>id|i|d)(?:\$v=(?P<version>[0-9]{1,3}))?"
    r"\$m=(?P<m>[0-9]{1,10}),t=(?P<t>[0-9]{1,10}),p=(?P<p>[0-9]{1,5})"
    r"\$(?P<salt>[A-Za-z0-9+/]+)\$(?P<digest>[A-Za-z0-9+/]+)",
    re.ASCII,
)
_SCRYPT: Final = re.compile(r"ln=(?P<ln>[0-9]{1,2}),r=(?P<r>[0-9]{1,10}),p=(?P<p>[0-9]{1,10})", re.ASCII)
_PBKDF2: Final = {"pbkdf2": "sha1", "pbkdf2-sha256": "sha256", "pbkdf2-sha512": "sha512"}
_FIRST_VERSION: Final = 16


def read_argon2(stored: str) -> Reading:
    """Take the PHC form apart; without ``v=`` it is of version 1.0. Raises MalformedHashError."""
    found = _ARGON2.fullmatch(stored)
    if found is None:
        raise MalformedHashError("form")
    version = number(found["version"]) if found["version"] else _FIRST_VERSION
    memory, passes, lanes = (number(found[name]) for name in ("m", "t", "p"))
    salt, digest = (from_base64(found[name], padded=False) for name in ("salt", "digest"))
    kind: Any = found["kind"]
    return Reading((Argon2(kind, memory, passes, lanes, salt, len(digest), version),), digest)


@schemes.register
class Argon2Scheme(Scheme):
    """Source: P-H-C/phc-winner-argon2."""

    name = "argon2"
    label_zh = "Argon2"
    label_en = "Argon2"
    # phc-winner-argon2, test.c.
    published = (
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "",
        "password",
    )

    def read(self, stored: str, salt: str, encoding: str) -> Reading:
        """Take a hash apart."""
        unsalted(salt)
        return read_argon2(stored)


@schemes.register
class ScryptScheme(Scheme):
    """Source: passlib, ``$scrypt$ln=…,r=…,p=…$salt$digest``."""

    name = "scrypt"
    label_zh = "scrypt"
    label_en = "scrypt"
    # RFC 7914 §12, in passlib's form (passlib, tests/test_handlers_scrypt.py).
    published = (
        "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofI",
        "",
        "pleaseletmein",
    )

    def read(self, stored: str, salt: str, encoding: str) -> Reading:
        """Take a hash apart."""
        unsalted(salt)
        parameters, inner, written = between(stored, "$scrypt$", parts=3)
        found = _SCRYPT.fullmatch(parameters)
        if found is None:
            raise MalformedHashError("form")
        log2, r, p = (number(found[name]) for name in ("ln", "r", "p"))
        digest = from_base64(written, padded=False)
        salt_octets = from_base64(inner, padded=False) if inner else b""
        return Reading((Scrypt(1 << log2, r, p, salt_octets, len(digest)),), digest)


@schemes.register
class Pbkdf2Scheme(Scheme):
    """Source: passlib, ``$pbkdf2-sha256$rounds$salt$digest`` with ``.`` for ``+`` in base64."""

    name = "pbkdf2"
    label_zh = "PBKDF2（passlib）"
    label_en = "PBKDF2 (passlib)"
    # passlib, tests/test_handlers_pbkdf2.py.
    published = (
        "$pbkdf2-sha256$1212$4vjV83LKPjQzk31VI4E0Vw$hsYF68OiOUPdDZ1Fg.fJPeq1h/gXXY7acBp9/6c.tmQ",
        "",
        "password",
    )

    def read(self, stored: str, salt: str, encoding: str) -> Reading:
        """Take a hash apart."""
        unsalted(salt)
        found = between(stored, "$", parts=4)
        algorithm: Any = _PBKDF2.get(found[0])
        if algorithm is None:
            raise MalformedHashError("form")
        digest = from_base64(found[3], padded=False, dots=True, size=HASHES[algorithm])
        salt_octets = from_base64(found[2], padded=False, dots=True)
        return Reading((Pbkdf2(algorithm, number(found[1]), salt_octets, len(digest)),), digest)
