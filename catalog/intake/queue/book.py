"""The living decisions of a city, as the intake asks for them row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.timezone import localtime

from catalog.models import RowChoice, RowDecision
from cities.models import City


@dataclass(frozen=True, slots=True)
class Ruling:
    """One decision: of a matter the basic code, of an agency the credit code; ``told`` is who and when."""

    choice: RowChoice
    matter: str = ""
    agency: str = ""
    told: str = ""


class DecisionBook:
    """Rulings by rule and cause."""

    def __init__(self, rulings: Mapping[tuple[str, str], Ruling]) -> None:
        self._rulings = rulings
        # Whether a row may be another matter's than what it says leads to, though nothing but its service told so.
        self.moves_rows = any(
            rule == "row.same_service" and ruling.choice is RowChoice.MATTER
            for (rule, _cause), ruling in rulings.items()
        )

    def find(self, rule: str, cause: str) -> Ruling | None:
        """Return what was decided for the rows alike that wait for this rule."""
        return self._rulings.get((rule, cause))


NO_DECISIONS: Final = DecisionBook({})


def load_book(city: City) -> DecisionBook:
    """Load the city's living decisions: one query."""
    living = RowDecision.objects.filter(city=city, undone_at=None).select_related("matter", "agency")
    return DecisionBook({(each.rule, each.alike): _ruling(each) for each in living.iterator()})


def _ruling(decision: RowDecision) -> Ruling:
    return Ruling(
        choice=RowChoice(decision.choice),
        matter=decision.matter.code if decision.matter else "",
        agency=decision.agency.uscc if decision.agency else "",
        told=f"{decision.decided_by} {localtime(decision.decided_at):%Y-%m-%d} {decision.note}".strip(),
    )
