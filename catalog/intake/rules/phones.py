"""Public telephone numbers of offices."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from catalog.intake.rules.registry import Found, Severity, define_rule, found
from catalog.intake.rules.shapes import narrow

UNREADABLE = define_rule(
    "phone.unreadable",
    Severity.WARNING,
    zh="电话号码无法识别，按未填写处理。",
    en="A telephone number cannot be read; it is left empty.",
)
PARTLY = define_rule(
    "phone.partly",
    Severity.WARNING,
    zh="多个号码中有的无法识别，只保留可识别的。",
    en="Some of several telephone numbers cannot be read; the readable ones stay.",
)
NORMALISED = define_rule(
    "phone.normalised",
    Severity.INFO,
    zh="电话号码的写法已统一。",
    en="The spelling of a telephone number is made uniform.",
)

_SPLIT: Final = re.compile(r"[、,;/|\n]|或|转接前|(?<=\d)\s+(?=0\d{2,3}[-\s]?\d{7}|1[3-9]\d{9})")
_AREA: Final = r"0(?:10|2\d|[3-9]\d{2})"
_LANDLINE: Final = re.compile(
    rf"^\(?({_AREA})\)?[-\s]*(\d{{3,4}}[-\s]\d{{4}}|\d{{7,8}})(?:(?:[-\s]|转|ext\.?)+(\d{{1,6}}))?$"
)
_HOTLINE: Final = re.compile(rf"^(?:\(?({_AREA})\)?[-\s]*)?((?:1[012]\d{{1,3}}|9\d{{4,5}}))$")
_TOLL: Final = re.compile(r"^([48]00)[-\s]?(\d{3})[-\s]?(\d{4})$")
_MOBILE: Final = re.compile(r"^(?:\+?86[-\s]*)?(1[3-9]\d)[-\s]?(\d{4})[-\s]?(\d{4})$")
_LOCAL: Final = re.compile(r"^(\d{7,8})(?:(?:[-\s]|转|ext\.?)+(\d{1,6}))?$")
_COUNTRY: Final = re.compile(r"^(?:\+|00)86[-\s]*(?=0?[2-9])")
_LABEL: Final = re.compile(r"^[^\d+(]*[:：]?\s*")


def _one(text: str) -> str:
    plain = _LABEL.sub("", text.strip(), count=1).strip()
    plain = re.sub(r"[—–−－]", "-", plain)
    if _COUNTRY.match(plain):
        plain = _COUNTRY.sub("", plain)
        plain = plain if plain.startswith("0") else f"0{plain}"
    if match := _LANDLINE.match(plain):
        tail = f"-{match[3]}" if match[3] else ""
        return f"{match[1]}-{re.sub(r'[^0-9]', '', match[2])}{tail}"
    if match := _HOTLINE.match(plain):
        return f"{match[1]}-{match[2]}" if match[1] else match[2]
    if match := _TOLL.match(plain):
        return "-".join(match.groups())
    if match := _MOBILE.match(plain):
        return "".join(match.groups())
    if match := _LOCAL.match(plain):
        return f"{match[1]}-{match[2]}" if match[2] else match[1]
    return ""


@lru_cache(maxsize=4096)
def read_phone(text: str, field: str) -> tuple[str, Found | None]:
    """Return the numbers joined by ``、``; empty with a finding when none can be read."""
    if not text:
        return "", None
    parts = [part for part in _SPLIT.split(narrow(text)) if part.strip()]
    numbers = [_one(part) for part in parts]
    good = list(dict.fromkeys(number for number in numbers if number))
    if not good:
        return "", found(UNREADABLE, field, text)
    result = "、".join(good)
    if "" in numbers:
        return result, found(PARTLY, field, text, result)
    return result, None if result == text else found(NORMALISED, field, text, result)
