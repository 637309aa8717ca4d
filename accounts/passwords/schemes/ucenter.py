"""Discuz! and UCenter: ``md5(md5(password) + salt)``, the salt a column of up to six characters."""

from __future__ import annotations

from accounts.passwords.decoding import from_hex
from accounts.passwords.malformed import MalformedHashError
from accounts.passwords.schemes.scheme import Reading, Scheme, schemes
from accounts.passwords.steps import Digest


@schemes.register
class UCenter(Scheme):
    """Source: uc_server ``model/user.php``. vBulletin 3 and 4 compute the same, with salts of 3 and 30 characters."""

    name = "ucenter"
    label_zh = "Discuz! / UCenter"
    label_en = "Discuz! / UCenter"
    # John the Ripper, dynamic_6.
    published = ("3a9ae23758f05da1fe539e55a096b03b", "S111XB", "test1")

    def read(self, stored: str, salt: str, encoding: str) -> Reading:
        """Take a digest and its salt apart."""
        if not salt:
            raise MalformedHashError("form")
        steps = (Digest("md5", written="hex"), Digest("md5", after=salt.encode(encoding)))
        return Reading(steps, from_hex(stored, size=16))
