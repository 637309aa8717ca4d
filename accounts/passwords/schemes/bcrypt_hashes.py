"""bcrypt as PHP, Ruby, Java and others write it."""

from __future__ import annotations

import re
from typing import Final

from accounts.passwords.malformed import MalformedHashError
from accounts.passwords.schemes.scheme import Reading, Scheme, schemes, unsalted
from accounts.passwords.steps import Bcrypt
from accounts.passwords.steps.bcrypt_step import octets, written

# $2x$ marks hashes of a broken crypt_blowfish: no sound computation leads to them, so they refuse.
_FORM: Final = re.compile(
    r"\$2[aby]\$(?P<cost>[0-9]{2})\$(?P<salt>[./A-Za-z0-9]{22})(?P<digest>[./A-Za-z0-9]{31})", re.ASCII
)


def read_bcrypt(stored: str) -> tuple[Bcrypt, bytes]:
    """Take ``$2b$12$…`` apart. Raises MalformedHashError.

    Bits beyond the salt's last octet are dropped, as every implementation does (some wrote them at random); beyond the
    digest's they must be nought.
    """
    found = _FORM.fullmatch(stored)
    if found is None:
        raise MalformedHashError("form")
    digest = octets(found["digest"])
    if written(digest) != found["digest"]:
        raise MalformedHashError("form")
    return Bcrypt(int(found["cost"]), octets(found["salt"])), digest


@schemes.register
class BcryptScheme(Scheme):
    """Source: OpenBSD; ``$2a$``, ``$2b$`` and PHP's ``$2y$`` are one computation for passwords under 255 octets."""

    name = "bcrypt"
    label_zh = "bcrypt"
    label_en = "bcrypt"
    # crypt_blowfish 1.3, wrapper.c.
    published = ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "", "U*U")

    def read(self, stored: str, salt: str, encoding: str) -> Reading:
        """Take a hash apart."""
        unsalted(salt)
        step, digest = read_bcrypt(stored)
        return Reading((step,), digest)
