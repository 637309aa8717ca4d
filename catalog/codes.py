"""Item codes: the basic code (12), the implementation code (31), the handling item (33).

GB/T 39554.1-2020: implementation code = unified social credit code 18 + level 1 + basic code 12; a handling item adds
two characters. The inner split of the basic code (scope, type, department, main, sub) is only a convention, which
442199806003 breaks, so nothing is refused by it. Other shapes are profiles: a regular expression with named groups,
which a city's manifest may bring along.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from stdnum.cn import uscc as uscc_number

from catalog.errors import BAD_CODE
from services_portal.kernel.errors import DomainError

LEVELS: Final[Mapping[str, str]] = {
    "1": "national",
    "2": "provincial",
    "3": "city",
    "4": "county",
    "5": "township",
    "6": "village",
}
GROUPS: Final = frozenset({"uscc", "level", "basic", "handling", "region", "serial", "own"})


@dataclass(frozen=True)
class ItemCode:
    """What a code says; a part it does not carry is empty. ``extra`` holds the profile's further groups."""

    uscc: str = ""
    level: str = ""
    basic: str = ""
    handling: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def implementation(self) -> str:
        """The 31 characters, or empty where a part is missing."""
        return f"{self.uscc}{self.level}{self.basic}" if self.uscc and self.level and self.basic else ""


@dataclass(frozen=True)
class CodeProfile:
    """A shape of codes. ``pattern`` names its groups: uscc, level, basic, handling, region, serial, own."""

    name: str
    pattern: re.Pattern[str]
    check_uscc: bool = True

    def read(self, text: str) -> ItemCode:
        """Return the parts of ``text`` (case and blanks ignored). Raises DomainError ``bad_code``."""
        code = re.sub(r"\s+", "", text).upper()
        match = self.pattern.fullmatch(code)
        if match is None:
            raise DomainError(BAD_CODE, params={"profile": self.name})
        parts = {name: value for name, value in match.groupdict().items() if value}
        owner = parts.pop("uscc", "")
        if owner and self.check_uscc and not uscc_number.is_valid(owner):
            raise DomainError(BAD_CODE, params={"profile": self.name, "part": "uscc"})
        level = parts.pop("level", "")
        if level and level not in LEVELS:
            raise DomainError(BAD_CODE, params={"profile": self.name, "part": "level"})
        return ItemCode(owner, level, parts.pop("basic", ""), parts.pop("handling", ""), parts)


def profile(name: str, pattern: str, *, check_uscc: bool = True) -> CodeProfile:
    """Build a profile, as from a manifest. Raises ValueError for a bad expression or a group that we do not know."""
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise ValueError(f"code profile {name!r}: {error}") from error
    if not compiled.groupindex or not GROUPS.issuperset(compiled.groupindex):
        unknown = sorted(set(compiled.groupindex) - GROUPS)
        raise ValueError(f"code profile {name!r}: groups must be among {sorted(GROUPS)}, not {unknown}")
    return CodeProfile(name, compiled, check_uscc)


BASIC: Final = profile("basic", r"(?P<basic>[0-9A-Z-]{12})")
IMPLEMENTATION: Final = profile("implementation", r"(?P<uscc>[0-9A-Z]{18})(?P<level>[1-6])(?P<basic>[0-9A-Z-]{12})")
HANDLING_ITEM: Final = profile(
    "handling_item", r"(?P<uscc>[0-9A-Z]{18})(?P<level>[1-6])(?P<basic>[0-9A-Z-]{12})(?P<handling>[0-9A-Z]{2})"
)
BY_LENGTH: Final = {12: BASIC, 31: IMPLEMENTATION, 33: HANDLING_ITEM}


def read_code(text: str) -> ItemCode:
    """Return the parts of a standard code of 12, 31 or 33 characters. Raises DomainError ``bad_code``."""
    shape = BY_LENGTH.get(len(re.sub(r"\s+", "", text)))
    if shape is None:
        raise DomainError(BAD_CODE, params={"length": len(text)})
    return shape.read(text)


def implementation_code(*, uscc: str, level: str, basic: str) -> str:
    """Return the 31 characters for an agency, a level and a matter. Raises DomainError ``bad_code``."""
    return IMPLEMENTATION.read(f"{uscc}{level}{basic}").implementation
