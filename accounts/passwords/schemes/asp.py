"""ASP and ASP.NET before Identity: half an MD5, and the salted SHA-1 of the membership provider."""

from __future__ import annotations

import re
from typing import Final

from accounts.passwords.decoding import from_base64
from accounts.passwords.malformed import MalformedHashError
from accounts.passwords.schemes.scheme import Reading, Scheme, schemes, unsalted
from accounts.passwords.steps import HASHES, Digest

_HALF: Final = re.compile(r"[0-9A-Fa-f]{16}", re.ASCII)
_SALT_SIZE: Final = 16


@schemes.register
class HalfMd5(Scheme):
    """The sixteen digits in the middle of an MD5, as ``md5.asp`` with its ``MD5(text, 16)`` gave them to ASP sites."""

    name = "md5_16"
    label_zh = "16 位 MD5（ASP）"
    label_en = "MD5 of 16 digits (ASP)"
    # RFC 1321 for "abc", the digits in the middle.
    published = ("3cd24fb0d6963f7d", "", "abc")

    def read(self, stored: str, salt: str, encoding: str) -> Reading:
        """Take half a digest apart."""
        unsalted(salt)
        if not _HALF.fullmatch(stored):
            raise MalformedHashError("form")
        return Reading((Digest("md5", written="middle"),), stored.lower().encode())


@schemes.register
class Membership(Scheme):
    """SqlMembershipProvider: ``base64(sha1(salt + password))``, in UTF-16, the salt in base64 beside it."""

    name = "dotnet_membership"
    label_zh = "ASP.NET Membership"
    label_en = "ASP.NET Membership"
    encoding = "utf-16-le"
    # hashcat, mode 141 (EPiServer keeps the provider's hashes).
    published = ("utkfN0EOgljbv5FoZ6+AcZD5iLk=", "bEtiVGhPNlZpcUN4a3ExTg==", "hashcat")

    def read(self, stored: str, salt: str, encoding: str) -> Reading:
        """Take a password and its salt apart."""
        before = from_base64(salt, size=_SALT_SIZE)
        return Reading((Digest("sha1", before=before),), from_base64(stored, size=HASHES["sha1"]))
