"""Which bodies do the work of a kind of department, and what its matters need not say; by ``agencies.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from catalog.intake.matching.words import Said

AGENCIES: Final = Path(__file__).with_name("agencies.toml")


@dataclass(frozen=True)
class Departments:
    """The table: bodies that take over anything, words of a body's name by kind, and what goes without saying."""

    anybody: tuple[str, ...]
    kinds: dict[str, tuple[str, ...]]
    implied: dict[str, Said]


@cache
def departments() -> Departments:
    """Return the table."""
    raw = tomllib.loads(AGENCIES.read_text(encoding="utf-8"))
    implied = {
        kind: frozenset((group, value) for group, value in (word.split("=") for word in words))
        for kind, words in raw["implied"].items()
    }
    return Departments(tuple(raw["anybody"]), {kind: tuple(words) for kind, words in raw["kinds"].items()}, implied)


@lru_cache(maxsize=4096)
def kinds_of(agency: str) -> frozenset[str]:
    """Return the kinds of department that a body of this name may be; none where the name does not tell."""
    known = departments()
    if any(word in agency for word in known.anybody):
        return frozenset()
    return frozenset(kind for kind, words in known.kinds.items() if any(word in agency for word in words))


def implied_by(department: str) -> Said:
    """Return what the matters of a department say without words."""
    return departments().implied.get(department, frozenset())
