"""Region codes: 12 digits, valid today, within the city."""

from __future__ import annotations

import re
from typing import Final

from catalog.intake.rules.facts import CityFacts, RegionFact
from catalog.intake.rules.registry import Found, Severity, define_rule, found
from catalog.intake.rules.shapes import narrow

STANDARD: Final = "GB/T 2260"
PADDED = define_rule(
    "region.padded",
    Severity.INFO,
    zh="行政区划代码补足十二位。",
    en="A region code is completed to twelve digits.",
    standard=STANDARD,
)
MALFORMED = define_rule(
    "region.malformed",
    Severity.WARNING,
    zh="行政区划代码不是数字代码，按机构所在区划处理。",
    en="A region code is not a code of digits; the agency's region is used.",
    standard=STANDARD,
)
UNKNOWN = define_rule(
    "region.unknown",
    Severity.WARNING,
    zh="行政区划代码不在区划表内（可能是该市自编），按机构所在区划处理。",
    en="A region code is not in the register (cities have codes of their own); the agency's region is used.",
    standard=STANDARD,
)
SUCCEEDED = define_rule(
    "region.succeeded",
    Severity.WARNING,
    zh="行政区划代码已撤销，改用唯一的承继区划。",
    en="A retired region code is replaced by its only successor.",
    standard=STANDARD,
)
SUCCESSOR_UNCLEAR = define_rule(
    "region.successor_unclear",
    Severity.ERROR,
    zh="行政区划代码已撤销且有多个承继区划，须人工核对。",
    en="A retired region code has several successors; a person must choose.",
    standard=STANDARD,
)
OUTSIDE = define_rule(
    "region.outside",
    Severity.ERROR,
    zh="行政区划代码属于另一个城市，须人工核对。",
    en="A region code belongs to another city; a person must look.",
    standard=STANDARD,
)
AGENCY_ELSEWHERE = define_rule(
    "region.agency_elsewhere",
    Severity.WARNING,
    zh="行政区划与实施机构所在区划互不包含，按机构所在区划处理。",
    en="The region and the agency's region do not contain each other; the agency's region is used.",
    standard=STANDARD,
)

_DIGITS: Final = re.compile(r"^\d{2,12}$")
LENGTH: Final = 12


def read_region(text: str, facts: CityFacts, findings: list[Found]) -> RegionFact | None:
    """Return the region, or None when the code says nothing certain (a finding says why)."""
    if not text:
        return None
    known = facts.regions.get(text)
    if known is not None and text.startswith(facts.prefix):
        return known
    plain = re.sub(r"[\s\-]+", "", narrow(text))
    if not _DIGITS.match(plain) or (len(plain) % 2 and len(plain) != 9):
        findings.append(found(MALFORMED, "region_code", text))
        return None
    code = plain.ljust(LENGTH, "0")
    if code != text:
        findings.append(found(PADDED, "region_code", text, code))
    successors = facts.successors.get(code)
    if successors is not None and code not in facts.regions:
        if len(successors) > 1:
            findings.append(found(SUCCESSOR_UNCLEAR, "region_code", f"{code} → {', '.join(successors)}"))
            return None
        findings.append(found(SUCCEEDED, "region_code", code, successors[0]))
        code = successors[0]
    if not code.startswith(facts.prefix):
        findings.append(found(OUTSIDE, "region_code", code))
        return None
    known = facts.regions.get(code)
    if known is None:
        findings.append(found(UNKNOWN, "region_code", code))
    return known


def contains(one: str, other: str) -> bool:
    """Whether one of two region codes lies within the other (or is the same)."""
    short, long = one.rstrip("0"), other.rstrip("0")
    # A code's significant part is even: 370100 ends in a zero that rstrip must give back.
    short += "0" * (len(short) % 2)
    long += "0" * (len(long) % 2)
    return long.startswith(short) or short.startswith(long)


def is_same_place(one: str, other: str, facts: CityFacts) -> bool:
    """Whether two codes of twelve digits name the same region, as it is now or as it was called before."""
    return one == other or other in facts.successors.get(one, ()) or one in facts.successors.get(other, ())
