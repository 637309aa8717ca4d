"""What the rules know of the city whose catalogue they read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from catalog.intake.rules.places import Places, significant


@dataclass(frozen=True)
class RegionFact:
    """A region that a code may name."""

    id: UUID
    code: str


@dataclass(frozen=True)
class CityFacts:
    """The city, its regions and the reading rules of its manifest.

    ``regions`` holds the regions of the city and the province by code; ``successors`` the codes that took the place
    of a retired one, whether in this city or not; ``other_cities`` finds the name of another city in a title,
    ``places`` that of any city in an agency's name or an address.
    """

    slug: str
    name: str
    region_code: str
    code_profile: str = "gbt39554"
    code_pattern: str | None = None
    code_parts: tuple[tuple[str, str], ...] = ()
    date_formats: tuple[str, ...] = ("%Y-%m-%d",)
    day_words: Mapping[str, int] = field(default_factory=dict)
    regions: Mapping[str, RegionFact] = field(default_factory=dict)
    successors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    other_cities: re.Pattern[str] | None = None
    places: Places | None = None

    @property
    def prefix(self) -> str:
        """The leading digits that every region code of the city shares."""
        return significant(self.region_code)


def other_cities_pattern(names: Iterable[str], own: str) -> re.Pattern[str] | None:
    """Return what finds another city's name: in full (``青岛市``) anywhere, without 市 only where a title begins."""
    others = sorted({name for name in names if name and name != own}, key=len, reverse=True)
    if not others:
        return None
    whole = "|".join(re.escape(name) for name in others)
    short = "|".join(re.escape(name.removesuffix("市")) for name in others if name.endswith("市"))
    return re.compile(rf"{whole}|^(?:{short})" if short else whole)
