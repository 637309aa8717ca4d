"""Residence permits: 港澳台居民居住证 and 外国人永久居留身份证.

Which shapes are in use is data below: a new card is a new line.
"""

from __future__ import annotations

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.identifiers.compacting import compact, refusal
from accounts.identifiers.resident_ids import LENGTH, is_permit, read_number

# The permanent resident's card of 2004 and 2017: issuing state, then twelve digits.
OLDER_SHAPES: Final = (re.compile(r"[A-Z]{3}[0-9]{12}"),)


def normalise_permit(text: str) -> str:
    """Return the number of a residence permit, checked like a resident ID where it is made like one.

    Raises ValidationError ``invalid_permit``, or for 18 characters the codes of ``resident_ids.read_number``.
    """
    number = compact(text)
    if any(shape.fullmatch(number) for shape in OLDER_SHAPES):
        return number
    if len(number) == LENGTH and is_permit(number):
        return read_number(number)
    raise _refusal()


def _refusal() -> ValidationError:
    return refusal(_("This is not the number of a residence permit."), "invalid_permit")
