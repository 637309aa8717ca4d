"""Passports: a number means a person only together with the state that issued it (ICAO Doc 9303, part 3)."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.identifiers.compacting import compact, refusal

_WRITTEN: Final = re.compile(r"\s*([A-Za-z]{3}|[Dd])\s*[:/ ]\s*(\S.*)")
_NUMBER: Final = re.compile(r"(?=.*[0-9])[A-Z0-9]{5,15}")


def normalise_passport(text: str) -> str:
    """Return ``CHN:E12345678`` for ``chn e1234 5678`` and the like: the issuer's three letters (``D`` for Germany).

    Two states may give the same number, so one without its issuer is nobody's. Raises ValidationError
    ``passport_issuer_missing`` or ``invalid_passport``.
    """
    written = _WRITTEN.fullmatch(text[:64])
    if written is None:
        raise refusal(_("Write the issuing state before the number, as in CHN:E12345678."), "passport_issuer_missing")
    number = compact(written[2])
    if not _NUMBER.fullmatch(number):
        raise refusal(_("A passport number has 5 to 15 letters and digits."), "invalid_passport")
    return f"{written[1].upper()}:{number}"
