"""Fees, in fen."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from catalog.intake.rules.numerals import chinese_number
from catalog.intake.rules.registry import Found, Severity, define_rule, found
from catalog.intake.rules.shapes import narrow

UNREADABLE = define_rule(
    "fee.unreadable",
    Severity.WARNING,
    zh="收费写法无法换算为金额，按原文显示，不写金额。",
    en="A fee cannot be read as an amount; it is shown as written, without one.",
)
TOO_HIGH = define_rule(
    "fee.too_high",
    Severity.ERROR,
    zh="单项收费超过一百万元，须人工核对。",
    en="A single fee of more than a million yuan; a person must look.",
)

_FREE: Final = re.compile(
    r"^(?:不收费|不收取(?:任何)?费用|免费(?:办理)?|无(?:收费|费用)?|零收费|否|0+(?:\.0+)?元?|不收取|无需缴费|本事项不收费|free(?:ofcharge)?|nofees?|none)$",
    re.IGNORECASE,
)
_AMOUNT: Final = re.compile(
    r"(?:¥|RMB|CNY|人民币)?\s*(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[零一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]+)\s*"
    r"(?P<unit>万元|元|角|分|yuan|CNY|RMB)(?:整)?(?P<per>\s*/\s*[^\s,;，；()（）]+|每[^\s,;，；()（）]+)?",
    re.IGNORECASE,
)
_BARE: Final = re.compile(r"^¥?\s*(\d+(?:\.\d{1,2})?)$")
_FEN: Final = {"万元": 1_000_000, "元": 100, "角": 10, "分": 1}
LIMIT_FEN: Final = 100_000_000
DEFAULT_NAME: Final = "收费"
_AROUND: Final = " \t|:：=,，;；。"


class Amount(NamedTuple):
    """One fee: what for, how much in fen, per what (empty: once)."""

    name: str
    fen: int
    per: str


def _to_fen(number: str, unit: str) -> int | None:
    factor = _FEN.get(unit, 100)
    plain = number.replace(",", "")
    if plain[0].isdigit():
        whole, _dot, part = plain.partition(".")
        scaled = int(whole + part) * factor
        # A part of a fen does not exist: such a number is not a fee.
        return None if scaled % 10 ** len(part) else scaled // 10 ** len(part)
    value = chinese_number(plain)
    return None if value is None else value * factor


def _read_line(line: str) -> Amount | None:
    plain = narrow(line)
    if match := _BARE.match(plain):
        fen = _to_fen(match[1], "元")
        return None if fen is None else Amount(DEFAULT_NAME, fen, "")
    amounts = list(_AMOUNT.finditer(plain))
    if len(amounts) != 1:
        return None
    match = amounts[0]
    fen = _to_fen(match["n"], match["unit"].lower())
    if fen is None:
        return None
    before, after = plain[: match.start()].strip(_AROUND), plain[match.end() :].strip(_AROUND)
    per = re.sub(r"^\s*/\s*|^每", "", match["per"] or "").strip()
    if not per and (each := re.match(r"^(.*?)[:\s]*每([^()]{1,6})$", before)):
        before, per = each[1], each[2]
    return Amount(_whole(before) or _whole(after) or DEFAULT_NAME, fen, per)


def _whole(name: str) -> str:
    """Return a name without what is left of a bracket around the amount, and with its own brackets closed."""
    name = name.strip(_AROUND).lstrip(f"{_AROUND})").rstrip(f"{_AROUND}(")
    if name.startswith("(") and name.endswith(")") and not re.search("[()]", name[1:-1]):
        return name[1:-1].strip(_AROUND)
    return name + ")" * max(0, name.count("(") - name.count(")"))


@lru_cache(maxsize=4096)
def read_fees(text: str) -> tuple[tuple[Amount, ...], tuple[Found, ...]]:
    """Read the fees, one a line; nothing for the many ways to say that there is none."""
    amounts: list[Amount] = []
    findings: list[Found] = []
    for raw in text.split("\n"):
        line = raw.strip()
        if not line or _FREE.match(re.sub(r"[\s。.]+", "", narrow(line)) or "无"):
            continue
        amount = _read_line(line)
        if amount is None:
            findings.append(found(UNREADABLE, "fees", line))
        elif amount.fen > LIMIT_FEN:
            findings.append(found(TOO_HIGH, "fees", line))
        elif amount.fen:
            amounts.append(amount)
    return tuple(amounts), tuple(findings)
