"""Whether one cell is what its column says: a date, an e-mail address, a place on earth.

The rules are those of the data's own validators, American where they are: nothing here is made to fit China.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final
from urllib.parse import urlsplit

EMAIL: Final = re.compile(r"[^@\s]+@(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
AMERICAN_PHONE: Final = re.compile(r"(?:\(\d{3}\)|\d{3})[ .|-]?\d{3}[ .|-]?\d{4}")
ANY_PHONE: Final = re.compile(r"\+?[\d(][\d ()./-]{1,30}(?:(?:x|ext\.?) ?\d{1,6})?", re.IGNORECASE)
ZIP: Final = re.compile(r"\d{5}(?:-\d{4})?")
DECIMAL: Final = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,20})?")
CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)
SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")
SPELLED: Final = re.compile(r"([A-Z][a-z]+) (\d{1,2}), ?(\d{4})")
ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
MONTHS: Final = {name: number for number, name in enumerate(_MONTHS, start=1)}
WEEKDAYS: Final = {name: number for number, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), 1)}
BOOLEANS: Final = {"true": True, "t": True, "yes": True, "1": True, "false": False, "f": False, "no": False, "0": False}
LONGEST: Final = 2000
# Two digits of a year: up to this one they are of this century, as Ruby and POSIX read them.
LAST_OF_THIS_CENTURY: Final = 68


def read_date(text: str) -> date | None:
    """Return the day: month/day/year, ``December 24, 2014``, or ISO 8601; None where it is none."""
    if found := SLASHED.fullmatch(text):
        month, day, year = map(int, found.groups())
        if len(found[3]) == 2:
            year += 2000 if year <= LAST_OF_THIS_CENTURY else 1900
    elif found := SPELLED.fullmatch(text):
        month, day, year = MONTHS.get(found[1], 0), int(found[2]), int(found[3])
    elif found := ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_time(text: str) -> str | None:
    """Return the time of day as ``HH:MM``: ``9:30``, ``5:00 PM``; None where it is none."""
    found = CLOCK.fullmatch(text)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def read_weekday(text: str) -> int | None:
    """Return the day of the week from 1 (Monday): a number, or a name that begins as the English one does."""
    if text in {"1", "2", "3", "4", "5", "6", "7"}:
        return int(text)
    return WEEKDAYS.get(text[:3])


def read_decimal(text: str, most: int) -> float | None:
    """Return degrees between -``most`` and ``most``, or None."""
    if DECIMAL.fullmatch(text) is None:
        return None
    number = float(text)
    return number if -most <= number <= most else None


def is_url(text: str) -> bool:
    """Whether the text is an address of the web: http or https, and a host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", text)
    except ValueError:
        return False


def is_email(text: str) -> bool:
    """Whether the text is one e-mail address."""
    return EMAIL.fullmatch(text) is not None


def _emails(text: str) -> bool:
    return all(is_email(part.strip()) for part in text.split(",") if part.strip())


def _postal_code(text: str, cells: Mapping[str, str], country: str) -> bool:
    return (cells.get("country", "").strip() or country).upper() != "US" or ZIP.fullmatch(text) is not None


def _state(text: str, cells: Mapping[str, str], country: str) -> bool:
    return (cells.get("country", "").strip() or country).upper() not in {"US", "CA"} or len(text) == 2


def _phone(text: str, cells: Mapping[str, str], country: str) -> bool:
    if text == "711":
        return True
    is_american = (
        country == "US" and not text.startswith("+") and cells.get("country_prefix", "").strip() in {"", "1", "+1"}
    )
    return (AMERICAN_PHONE if is_american else ANY_PHONE).fullmatch(text) is not None


_PLAIN: Final[Mapping[str, Callable[[str], bool]]] = {
    "date": lambda text: read_date(text) is not None,
    "time": lambda text: read_time(text) is not None,
    "weekday": lambda text: read_weekday(text) is not None,
    "latitude": lambda text: read_decimal(text, 90) is not None,
    "longitude": lambda text: read_decimal(text, 180) is not None,
    "email": is_email,
    "emails": _emails,
    "url": is_url,
    "boolean": lambda text: text.lower() in BOOLEANS,
    "number": lambda text: text.isascii() and text.isdigit(),
    "country": lambda text: len(text) == 2 and text.isalpha(),
}
_AMONG_OTHERS: Final[Mapping[str, Callable[[str, Mapping[str, str], str], bool]]] = {
    "postal_code": _postal_code,
    "state": _state,
    "phone": _phone,
}


def is_of_kind(kind: str, text: str, cells: Mapping[str, str], country: str) -> bool:
    """Whether ``text``, which is not empty, is of the kind. ``country`` is meant where the row names none."""
    if len(text) > LONGEST:
        return False
    plain = _PLAIN.get(kind)
    return plain(text) if plain is not None else _AMONG_OTHERS[kind](text, cells, country)
