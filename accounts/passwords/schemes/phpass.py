"""phpass's portable hashes: WordPress (``$P$``) and phpBB 3 (``$H$``)."""

from __future__ import annotations

import re
from typing import Final

from accounts.passwords.malformed import MalformedHashError
from accounts.passwords.schemes.scheme import Reading, Scheme, schemes, unsalted
from accounts.passwords.steps import Digest, Phpass, Step
from accounts.passwords.steps.phpass import ALPHABET

_FORM: Final = re.compile(r"(?P<first>U?)\$(?P<mark>[PHS])\$(?P<rest>[./0-9A-Za-z]+)", re.ASCII)
_SETTING: Final = 9  # one character for the number of rounds, eight of salt
_ALGORITHMS: Final = {"P": ("md5", 22), "H": ("md5", 22), "S": ("sha512", 43)}


def read_portable(stored: str, *, marks: str) -> Reading:
    """Take ``$P$``, ``$H$`` or ``$S$`` apart; a ``U`` in front: the MD5 of the password was hashed, when a site moved.

    Raises MalformedHashError.
    """
    found = _FORM.fullmatch(stored)
    if found is None or found["mark"] not in marks:
        raise MalformedHashError("form")
    algorithm, size = _ALGORITHMS[found["mark"]]
    setting, digest = found["rest"][:_SETTING], found["rest"][_SETTING:]
    if len(digest) != size:
        raise MalformedHashError("form")
    step = Phpass(algorithm, ALPHABET.index(setting[0]), setting[1:].encode())  # type: ignore[arg-type]
    first: tuple[Step, ...] = (Digest("md5", written="hex"),) if found["first"] else ()
    return Reading((*first, step), digest.encode())


@schemes.register
class PortableHash(Scheme):
    """Source: Openwall, phpass 0.5."""

    name = "phpass"
    label_zh = "phpass（WordPress、phpBB）"
    label_en = "phpass (WordPress, phpBB)"
    # phpass's own test program.
    published = ("$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", "", "test12345")

    def read(self, stored: str, salt: str, encoding: str) -> Reading:
        """Take a portable hash apart."""
        unsalted(salt)
        return read_portable(stored, marks="PH")
