"""Which city the words of a row name, held against its region code: a list of cities seen in the wild shifts by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from catalog.intake.rules.registry import Severity, define_rule
from catalog.intake.rules.shapes import narrow

NAME_MISMATCH = define_rule(
    "region.name_mismatch",
    Severity.ERROR,
    zh="行政区划代码是一个城市的，机构名称或地址写的是另一个城市，须人工核对。",
    en="The region code is one city's, the agency's name or the address says another; a person must look.",
    standard="GB/T 2260",
)
SHIFTED = define_rule(
    "source.region_shifted",
    Severity.WARNING,
    zh="来源的城市代码整体错位：同一代码总是配另一个城市的名称；有关各行等待人工核对，代码不予采信。",
    en="The city codes of the source are shifted: a code goes with another city's name throughout. The rows wait for a "
    "person; the code is not trusted.",
    standard="GB/T 2260",
)
# Fewer rows than this are slips, not a shifted list.
SYSTEMATIC: Final = 3
_DIGITS: Final = re.compile(r"^\d{4,12}$")


@dataclass(frozen=True)
class Places:
    """The cities that a name may mean: ``prefixes`` by full name, ``codes`` the whole code of each."""

    pattern: re.Pattern[str]
    prefixes: Mapping[str, str]
    codes: Mapping[str, str]

    def named(self, fields: Mapping[str, str]) -> str:
        """Return the city that the agency's name and the address name, or "" when they name none or several."""
        told = f"{fields.get('agency_name', '')}\n{fields.get('office_address', '')}"
        names = set(self.pattern.findall(told))
        return names.pop() if len(names) == 1 else ""

    def of_code(self, code: str) -> str:
        """Return the name of the city that a region code lies in, or ""."""
        return next((name for name, prefix in self.prefixes.items() if code.startswith(prefix)), "")


class Mismatch(NamedTuple):
    """A code and a name that do not go together: both as prefixes, with the names of both cities."""

    stated: str
    stated_name: str
    named: str
    named_name: str


def significant(code: str) -> str:
    """Return the digits that tell the city apart: six for a county, four for a city, two for a province."""
    return code[:6] if code[4:6] != "00" else code[:4] if code[2:4] != "00" else code[:2]


def places_of(cities: Iterable[tuple[str, str]]) -> Places | None:
    """Return what finds these cities, given as name and region code of twelve digits; None where there are none."""
    codes = {name: code for name, code in cities if name.endswith(("市", "区", "县")) and len(name) > 2}
    if not codes:
        return None
    longest = sorted(codes, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(name) for name in longest))
    return Places(pattern, {name: significant(code) for name, code in codes.items()}, codes)


def mismatch(
    fields: Mapping[str, str], places: Places | None, successors: Mapping[str, tuple[str, ...]]
) -> Mismatch | None:
    """Return how the region code of a row contradicts the city that its agency and address name, or None.

    The code of a retired region goes with the name of the city that took it over; a code of the province with any.
    """
    text = fields.get("region_code", "")
    if not text or places is None:
        return None
    name = places.named(fields)
    if not name:
        return None
    prefix = places.prefixes[name]
    code = text if text.isdigit() else re.sub(r"[\s\-]+", "", narrow(text))
    if not _DIGITS.match(code) or code[2:4] == "00":
        return None
    if any(_agree(each, prefix) for each in (code, *successors.get(code.ljust(12, "0"), ()))):
        return None
    return Mismatch(code[: len(prefix)], places.of_code(code), prefix, name)


def _agree(code: str, prefix: str) -> bool:
    own = significant(code.ljust(12, "0"))
    return own.startswith(prefix) or prefix.startswith(own)
