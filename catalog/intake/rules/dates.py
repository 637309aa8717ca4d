"""Dates, in the formats that the manifest names."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from catalog.intake.rules.numerals import chinese_number
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
AMBIGUOUS = define_rule(
    "date.ambiguous",
    Severity.ERROR,
    zh="日期的日与月可以互换，两种读法都成立，须人工选择。",
    en="Day and month of a date may be read either way; a person must choose.",
)
OPEN_END = define_rule(
    "date.open_end",
    Severity.INFO,
    zh="失效日期写作“长期”“永久”等，按没有期限处理。",
    en="A word for without end (长期, 永久) is read as no end.",
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
# Year last: which of the two is the month, only a number above twelve tells.
_YEAR_LAST: Final = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$")
_IN_NUMERALS: Final = re.compile(
    r"^([零〇一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十廿卅]{1,4})日?$"
)
_OPEN_END: Final = re.compile(r"^(?:长期(?:有效)?|永久(?:有效)?|永远|无(?:限)?期限?|无固定期限|不限)$")
# What spreadsheets count days from, and how they were written in the years that matter.
_SERIAL: Final = re.compile(r"^([2-5]\d{4})(?:\.0+)?$")
_SERIAL_START: Final = date(1899, 12, 30)
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


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_numerals(text: str) -> date | None:
    match = _IN_NUMERALS.match(text)
    numbers = [chinese_number(part) for part in match.groups()] if match else []
    if len(numbers) != 3 or None in numbers:
        return None
    return _made(*(number or 0 for number in numbers))


def _year_last(text: str) -> list[date]:
    """Return the readings of a date that ends in its year: none, one, or two."""
    match = _YEAR_LAST.match(text)
    if match is None:
        return []
    one, other, year = int(match[1]), int(match[3]), int(match[4])
    both = (_made(year, other, one), _made(year, one, other))
    return list(dict.fromkeys(reading for reading in both if reading is not None))


def _guess(text: str) -> str:
    """Return what a number may be that a spreadsheet made of a date: likely, not certain."""
    match = _SERIAL.match(text)
    return (_SERIAL_START + timedelta(days=int(match[1]))).isoformat() if match else ""


def _otherwise(text: str, field: str, plain: str) -> tuple[date | None, Found | None]:
    """Read what is in no declared format: certain where one reading alone is possible."""
    if field == "expires_on" and _OPEN_END.match(plain):
        return None, found(OPEN_END, field, text)
    match = _ISO.match(plain)
    value = _year_first(plain[:10] if match else plain) or _in_numerals(plain)
    readings = [value] if value else _year_last(plain)
    if len(readings) > 1:
        return None, found(AMBIGUOUS, field, text, proposal=" / ".join(each.isoformat() for each in readings))
    if not readings:
        return None, found(UNREADABLE, field, text, proposal=_guess(plain))
    note = None if match else found(OTHER_FORMAT, field, text, readings[0].isoformat())
    return readings[0], note


@lru_cache(maxsize=8192)
def read_date(text: str, field: str, formats: tuple[str, ...]) -> tuple[date | None, Found | None]:
    """Read a date. Returns (None, None) for an empty text, (None, finding) for one that is no date."""
    plain = narrow(text)
    if not plain:
        return None, None
    value = _by_formats(plain, formats)
    note: Found | None = None
    if value is None:
        value, note = _otherwise(text, field, plain)
        if value is None:
            return None, note
    if not EARLIEST <= value.year <= LATEST:
        return None, found(IMPLAUSIBLE, field, text)
    return value, note
