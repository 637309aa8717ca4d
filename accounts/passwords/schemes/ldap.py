"""LDAP's ``{SSHA}`` and its kin (RFC 2307, and the SHA-2 module of OpenLDAP)."""

from __future__ import annotations

import re
from typing import Final

from accounts.passwords.decoding import from_base64
from accounts.passwords.malformed import MalformedHashError
from accounts.passwords.schemes.scheme import Reading, Scheme, schemes, unsalted
from accounts.passwords.steps import HASHES, Digest

_FORM: Final = re.compile(r"\{(?P<mark>[A-Za-z0-9]+)\}(?P<rest>[A-Za-z0-9+/]+=*)", re.ASCII)
# The mark, read in either case: the digest, and whether octets of salt follow it.
_MARKS: Final = {
    "MD5": ("md5", False),
    "SMD5": ("md5", True),
    "SHA": ("sha1", False),
    "SSHA": ("sha1", True),
    "SHA256": ("sha256", False),
    "SSHA256": ("sha256", True),
    "SHA384": ("sha384", False),
    "SSHA384": ("sha384", True),
    "SHA512": ("sha512", False),
    "SSHA512": ("sha512", True),
}


@schemes.register
class Ldap(Scheme):
    """``{MARK}base64(digest(password + salt) + salt)``."""

    name = "ldap"
    label_zh = "LDAP（{SSHA} 等）"
    label_en = "LDAP ({SSHA} and kin)"
    # passlib, tests/test_handlers.py.
    published = ("{SSHA}0c0blFTXXNuAMHECS4uxrj3ZieMoWImr", "", "testing123")

    def read(self, stored: str, salt: str, encoding: str) -> Reading:
        """Take a userPassword value apart."""
        unsalted(salt)
        found = _FORM.fullmatch(stored)
        if found is None or found["mark"].upper() not in _MARKS:
            raise MalformedHashError("form")
        algorithm, salted = _MARKS[found["mark"].upper()]
        value = from_base64(found["rest"])
        size = HASHES[algorithm]
        digest, after = value[:size], value[size:]
        if len(digest) != size or bool(after) != salted:
            raise MalformedHashError("form")
        return Reading((Digest(algorithm, after=after),), digest)
