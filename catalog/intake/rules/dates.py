"""Dates, in the formats that the manifest names."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from catalog.intake.rules.registry import Found, Severity, define_rule, found
from catalog.intake.rules.shapes import narrow

UNREADABLE = define_rule(
    "date.unreadable",
    Severity.WARNING,
    zh="日期不符合该市声明的格式，按未填写处理。",
    en="A date in none of the formats that the city declared is left empty.",
)
OTHER_FORMAT = define_rule(
    "date.other_format",
    Severity.INFO,
    zh="日期是完整的年月日写法，但不是该市声明的格式。",
    en="A date is plain year, month, day, yet not in a format that the city declared.",
)
IMPLAUSIBLE = define_rule(
    "date.implausible",
    Severity.WARNING,
    zh="日期早于1949年或晚于2100年，按未填写处理。",
    en="A date before 1949 or after 2100 is left empty.",
)
ORDER = define_rule(
    "date.order",
    Severity.ERROR,
    zh="失效日期早于生效日期，须人工核对。",
    en="The service ends before it begins; a person must look.",
)

_ISO: Final = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+\-]\d{2}:?\d{2})?)?$")
# Year first and four digits long: no other reading is possible.
_YEAR_FIRST: Final = re.compile(
    r"^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$|^(\d{4})(\d{2})(\d{2})$"
)
EARLIEST: Final = 1949
LATEST: Final = 2100


def _by_formats(text: str, formats: tuple[str, ...]) -> date | None:
    for form in formats:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 -- a calendar date has no zone
        except ValueError:
            continue
    return None


def _year_first(text: str) -> date | None:
    match = _YEAR_FIRST.match(text)
    if match is None:
        return None
    try:
        return date(*(int(group) for group in match.groups() if group is not None))
    except ValueError:
        return None


@lru_cache(maxsize=8192)
def read_date(text: str, field: str, formats: tuple[str, ...]) -> tuple[date | None, Found | None]:
    """Read a date. Returns (None, None) for an empty text, (None, finding) for one that is no date."""
    plain = narrow(text)
    if not plain:
        return None, None
    value = _by_formats(plain, formats)
    note: Found | None = None
    if value is None:
        match = _ISO.match(plain)
        value = _year_first(plain[:10] if match else plain)
        if value is None:
            return None, found(UNREADABLE, field, text)
        if not match:
            note = found(OTHER_FORMAT, field, text, value.isoformat())
    if not EARLIEST <= value.year <= LATEST:
        return None, found(IMPLAUSIBLE, field, text)
    return value, note
