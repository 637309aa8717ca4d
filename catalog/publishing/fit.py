"""Which of several services of one matter fits a place, and why.

A resident asks for a city. The city's own agency comes first, since it serves the whole of it; then those of its
counties, townships and villages, which serve a part; last the province's and the nation's, which serve everyone.
Within one level the lower region code comes first, then the older service, so that the choice never flickers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol, TypeVar

FIT_OF_LEVEL: Final = {"3": "city", "4": "county", "5": "township", "6": "village", "2": "province", "1": "nation"}
RANK: Final = {level: rank for rank, level in enumerate(FIT_OF_LEVEL)}


class Candidate(Protocol):
    """A service as far as the choice is concerned."""

    @property
    def level(self) -> str: ...
    @property
    def region_code(self) -> str: ...
    @property
    def service_id(self) -> str: ...


C = TypeVar("C", bound=Candidate)


def order(candidates: Iterable[C]) -> list[C]:
    """Return the candidates for one place, the one that fits best first."""
    return sorted(candidates, key=lambda each: (RANK[each.level], each.region_code, each.service_id))
