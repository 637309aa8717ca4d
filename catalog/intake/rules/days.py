"""Days in all their spellings: statutory and promised time.

A bare number means working days (行政许可法 art. 82 counts terms in working days); 日 or 天 without 工作 is taken as
calendar days, as written, and the finding says so.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from catalog.intake.rules.numerals import chinese_number
from catalog.intake.rules.registry import Found, Rule, Severity, define_rule, found
from catalog.intake.rules.shapes import narrow

Unit = Literal["working", "calendar"]
WORKING: Final[Unit] = "working"
CALENDAR: Final[Unit] = "calendar"
LIMIT: Final = 3650
LICENSING_LAW: Final = "行政许可法 art. 82"

UNREADABLE = define_rule(
    "days.unreadable",
    Severity.WARNING,
    zh="办理时限无法识别，按未填写处理。",
    en="The number of days cannot be read; it is left empty.",
)
UNIT_ASSUMED = define_rule(
    "days.unit_assumed",
    Severity.INFO,
    zh="时限只有数字，按工作日理解。",
    en="A bare number of days is read as working days.",
    standard=LICENSING_LAW,
)
CALENDAR_ASSUMED = define_rule(
    "days.calendar_assumed",
    Severity.INFO,
    zh="时限写作“日”或“天”，按自然日理解。",
    en="Days not called working days are read as calendar days.",
)
CONVERTED = define_rule(
    "days.converted",
    Severity.WARNING,
    zh="时限以月、年、周或小时计，已换算为自然日。",
    en="A term in months, years, weeks or hours is converted to calendar days.",
)
RANGE = define_rule(
    "days.range",
    Severity.WARNING,
    zh="时限写成区间，取上限。",
    en="A range of days is read as its upper end.",
)
NOT_STATED = define_rule(
    "days.not_stated",
    Severity.INFO,
    zh="来源注明无时限。",
    en="The source says that there is no term.",
)
TOO_LONG = define_rule(
    "days.too_long",
    Severity.WARNING,
    zh="时限超过十年，按未填写处理。",
    en="A term of more than ten years is left empty.",
)
PROMISE_EXCEEDS_LAW = define_rule(
    "days.promise_exceeds_law",
    Severity.ERROR,
    zh="承诺时限长于法定时限，须人工核对。",
    en="The promised time is longer than the law allows; a person must look.",
    standard="GB/T 39554.2-2020",
)


class Days(NamedTuple):
    """A term: 0 is settled on the spot."""

    number: int
    unit: Unit


AT_ONCE = Days(0, WORKING)
_AT_ONCE = re.compile(
    r"^(?:当场|当日|即时|即办|即来|即到|立即|立等可取|马上|随到随|现场即办|即到即办|atonce|onthespot|immediate(?:ly)?|sameday)"
    r"(?:办|办结|办理|办件|即办|件|领取|出件|制证)*(?:事项|件)?$",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"^(?:无|没有|暂无|不限|无期限|无时限|无法定(?:办结)?时限|无规定|未规定|不涉及|/|-|—+|none|n/?a)$", re.IGNORECASE
)
_NOISE = re.compile(
    r"^(?:自?受理(?:申请|材料)?之日起|自?收到(?:申请|材料|申请材料|完整材料)(?:之日起|后)|受理后|法定(?:办结)?(?:时限)?|承诺(?:办结)?(?:时限)?|时限|不超过|最长|最多|至多|约|within)+[:：]?"
    r"|(?:之?内|以内|办结|内办结|完成|办理完毕)+$",
    re.IGNORECASE,
)
# The unit stands apart: in brackets behind, or in front.
_BRACKETED = re.compile(r"(?:个?[日天])?\((?:按|以)?工作日(?:计算?|计)?\)$")
_UNIT_FIRST = re.compile(r"^(工作日|自然日)[:：]?(\d+|[一二两三四五六七八九十百]+)(?:个|天|日)?$")
_NUMBER = r"(?P<n>\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千廿卅壹贰叁肆伍陆柒捌玖拾佰仟半]+)"
_TERM = re.compile(
    rf"^(?:(?P<low>\d+|[一二两三四五六七八九十百]+)(?:个?(?:工作日|日|天))?[-~～—至到])?{_NUMBER}个?"
    r"(?P<unit>工作日|工作天|工日|working-?days?|workdays?|businessdays?|自然日|日历日|calendardays?|日|天|days?|d"
    r"|月|months?|年|years?|周|星期|weeks?|小时|hours?|h)?(?:\(.*\))?$",
    re.IGNORECASE,
)
_WORKING = re.compile(r"^(?:工作日|工作天|工日|working|workday|business)", re.IGNORECASE)
_DECLARED_CALENDAR = re.compile(r"^(?:自然日|日历日|calendar)", re.IGNORECASE)
_PLAIN_DAY = re.compile(r"^(?:日|天|days?|d)$", re.IGNORECASE)
_FACTORS: Final = (("月", 30), ("month", 30), ("年", 365), ("year", 365), ("周", 7), ("星期", 7), ("week", 7))


def _number(text: str) -> float | None:
    if text[0].isdigit():
        return float(text)
    if text == "半":
        return 0.5
    whole = chinese_number(text)
    return None if whole is None else float(whole)


def _calendar(amount: float, unit: str) -> float:
    lowered = unit.lower()
    for word, factor in _FACTORS:
        if lowered.startswith(word):
            return amount * factor
    return amount / 24  # hours


def _ceil(amount: float) -> int:
    return int(amount) if amount == int(amount) else int(amount) + 1


def _read_term(text: str) -> tuple[Days | None, Rule | None]:
    match = _TERM.match(text)
    amount = _number(match["n"]) if match else None
    if match is None or amount is None:
        return None, UNREADABLE
    unit = match["unit"] or ""
    if not unit:
        days, note = Days(_ceil(amount), WORKING), UNIT_ASSUMED
    elif _WORKING.match(unit):
        days, note = Days(_ceil(amount), WORKING), None
    elif _DECLARED_CALENDAR.match(unit):
        days, note = Days(_ceil(amount), CALENDAR), None
    elif _PLAIN_DAY.match(unit):
        days, note = Days(_ceil(amount), CALENDAR), CALENDAR_ASSUMED
    else:
        days, note = Days(_ceil(_calendar(amount, unit)), CALENDAR), CONVERTED
    if days.number > LIMIT:
        return None, TOO_LONG
    if days.number == 0:
        return AT_ONCE, None
    return days, RANGE if match["low"] else note


@lru_cache(maxsize=4096)
def read_days(text: str, field: str) -> tuple[Days | None, Found | None]:
    """Read a term. Returns (None, None) for an empty text, (None, finding) for one that says nothing readable."""
    plain = re.sub(r"\s+", "", narrow(text)).strip("。.;；,，")
    if not plain:
        return None, None
    if _NONE.match(plain):
        return None, found(NOT_STATED, field, text)
    if _AT_ONCE.match(plain):
        return AT_ONCE, None
    stripped = _BRACKETED.sub("个工作日", _NOISE.sub("", plain))
    stripped = _UNIT_FIRST.sub(r"\2个\1", stripped)
    if _AT_ONCE.match(stripped):
        return AT_ONCE, None
    days, note = _read_term(stripped)
    if note is None:
        return days, None
    return days, found(note, field, text, f"{days.number} {days.unit}" if days else "")


def promise_exceeds(promised: Days, statutory: Days) -> bool:
    """Whether the promise is certainly longer than the law allows: n working days last at least n calendar days."""
    if promised.unit == statutory.unit or promised.unit == WORKING:
        return promised.number > statutory.number
    # Calendar days promised, working days allowed: a long holiday may lie between, so only the plainly longer counts.
    return promised.number > statutory.number * 2 + 8
