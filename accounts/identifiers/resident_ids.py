"""Resident IDs (居民身份号码, GB 11643): 18 characters, and the 15 digits of the first generation.

A person born in a county that has since been renamed, merged or given another code keeps his number, so a prefix
is never held against the table of today's regions (3712 of 莱芜 until 2019, the prefectures 3721–3729 before).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _
from stdnum.cn.ric import calc_check_digit

from accounts.identifiers.compacting import compact, refusal

LENGTH: Final = 18
_FIRST_GENERATION: Final = re.compile(r"[1-9][0-9]{14}")
_SECOND_GENERATION: Final = re.compile(r"[1-9][0-9]{16}[0-9X]")
# Numbers of the same make that are no resident IDs: Hong Kong, Macau, Taiwan (since 2018), foreigners (since 2023).
PERMIT_PREFIXES: Final = ("810000", "820000", "830000", "9")


def read_number(text: str) -> str:
    """Return the 18 characters of any number made as GB 11643 says, be it a resident ID or a permit.

    Raises ValidationError: ``invalid_resident_id`` for another shape, ``resident_id_date`` when the birthday is none of
    the calendar, ``resident_id_check`` when the check digit (ISO 7064 MOD 11-2) does not fit.
    """
    number = compact(text)
    if _FIRST_GENERATION.fullmatch(number):
        number = f"{number[:6]}19{number[6:]}"
        number += calc_check_digit(number + "0")
    if not _SECOND_GENERATION.fullmatch(number):
        raise refusal(
            _("A resident ID has 18 characters, or 15 digits in its first generation."), "invalid_resident_id"
        )
    try:
        birth_date(number)
    except ValueError:
        raise refusal(_("The birthday within the number does not exist."), "resident_id_date") from None
    if number[-1] != calc_check_digit(number):
        raise refusal(_("The last character does not fit the others: look for a slip."), "resident_id_check")
    return number


def is_permit(number: str) -> bool:
    """Whether the 18 characters of :func:`read_number` are those of a residence permit."""
    return number.startswith(PERMIT_PREFIXES)


def normalise_resident_id(text: str) -> str:
    """Return the 18 characters of a resident ID; the 15 digits of the first generation are completed.

    Raises ValidationError as :func:`read_number`, and ``resident_id_is_permit`` for the number of a permit.
    """
    number = read_number(text)
    if is_permit(number):
        raise refusal(_("This is the number of a residence permit."), "resident_id_is_permit")
    return number


def birth_date(resident_id: str) -> date:
    """Return the birthday within 18 characters as :func:`read_number` gives them. Raises ValueError for none."""
    return date(int(resident_id[6:10]), int(resident_id[10:12]), int(resident_id[12:14]))
