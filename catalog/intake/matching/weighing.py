"""Candidates for a row: likeness of names, weighed with agency, type, audience and legal basis, with the reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from catalog.intake.matching.departments import departments, kinds_of
from catalog.intake.matching.likeness import Alike
from catalog.intake.matching.matters import Matter, MatterIndex
from catalog.intake.matching.reasons import Bearing, Reason
from catalog.intake.names import comparable
from catalog.intake.rules.check import CheckedRow
from catalog.intake.rules.words import read_item_type

# What a person is shown begins here; what a fact besides the name adds or takes, in points of a hundred.
WORTH_SHOWING: Final = 40.0
_POINTS: Final = {Bearing.FOR: 0.5, Bearing.OPEN: -1.0, Bearing.AGAINST: -15.0}
# A public service or another power in one province is a confirmation or a payment in the next.
_NEAR_TYPES: Final = frozenset({"05", "07", "10", "20"})
_LAW: Final = re.compile(r"《([^《》]{2,80})》")
_LAW_NOISE: Final = re.compile(r"^中华人民共和国|[（(][^（）()]*[）)]$")


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What of a row tells which matter it is about."""

    title: str
    agency: str = ""
    item_type: str = ""
    audience: str = ""
    legal_basis: str = ""
    basic_code: str = ""

    @classmethod
    def of(cls, row: CheckedRow) -> RowFacts:
        """Return the facts of a row that the rules have read."""
        get = row.fields.get
        agency, laws = get("agency_name", ""), get("legal_basis", "")
        return cls(row.title, agency, row.item_type, row.audience, laws, row.basic_code)

    @classmethod
    def from_fields(cls, fields: Mapping[str, str]) -> RowFacts:
        """Return the facts of a row as it waits: its fields in our words."""
        get = fields.get
        kind, audience = read_item_type(get("item_type", ""), []), get("audience", "")
        return cls(
            title=get("title", ""),
            agency=get("agency_name", ""),
            item_type=kind,
            audience=audience if audience in ("person", "enterprise", "both") else "",
            legal_basis=get("legal_basis", ""),
            basic_code=get("basic_code", ""),
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A matter that a row may be about: ``score`` 0–100, the reasons for and against."""

    matter: Matter
    score: float
    reasons: tuple[Reason, ...]
    within: bool = False
    # Whether what the row is silent about is often left out of names.
    slight: bool = True

    @property
    def contradicted(self) -> bool:
        """Whether something speaks against it."""
        return any(reason.bearing is Bearing.AGAINST for reason in self.reasons)

    @property
    def left_open(self) -> bool:
        """Whether the row is silent about something that tells this matter from its neighbours."""
        return any(reason.code == "less" for reason in self.reasons)

    @property
    def says_besides(self) -> bool:
        """Whether the title is about something that the matter's name does not mention."""
        return any(reason.code == "besides" for reason in self.reasons)

    @property
    def by_synonym(self) -> bool:
        """Whether another name of the matter is like the title, not its own."""
        return any(reason.code == "synonym" for reason in self.reasons)


@lru_cache(maxsize=4096)
def laws_in(text: str) -> frozenset[str]:
    """Return the acts that a text cites, in comparable form, without the country's name and the year of the version."""
    return frozenset(comparable(_LAW_NOISE.sub("", law)) for law in _LAW.findall(text))


def _of_names(alike: Alike) -> Iterator[Reason]:
    yield Reason("synonym" if alike.synonym else "name", alike.face)
    for code, groups in (("other", alike.other), ("more", alike.more), ("less", alike.less)):
        for group in groups:
            yield Reason(code, group)
    if alike.besides:
        yield Reason("besides", " ".join(alike.besides))


def _of_facts(facts: RowFacts, matter: Matter) -> Iterator[Reason]:
    if facts.basic_code and matter.code:
        yield Reason("code" if facts.basic_code == matter.code else "other_code", matter.code)
    kinds = kinds_of(facts.agency)
    if kinds and matter.department in departments().kinds:
        yield Reason("department" if matter.department in kinds else "other_department", facts.agency)
    if facts.item_type and matter.item_type:
        if facts.item_type == matter.item_type:
            yield Reason("type", matter.item_type)
        else:
            near = {facts.item_type, matter.item_type} <= _NEAR_TYPES
            yield Reason("near_type" if near else "other_type", f"{facts.item_type} ≠ {matter.item_type}")
    if facts.audience:
        fits = (facts.audience != "person" or matter.for_person) and (
            facts.audience != "enterprise" or matter.for_enterprise
        )
        yield Reason("audience" if fits else "other_audience")
    cited, known = laws_in(facts.legal_basis), laws_in("".join(matter.laws))
    if cited and known:
        both = cited & known
        yield Reason("law" if both else "other_law", "; ".join(sorted(both or known)))


def weigh(facts: RowFacts, matter: Matter, alike: Alike) -> Candidate:
    """Return the matter as a candidate for the row."""
    names = tuple(_of_names(alike))
    others = tuple(_of_facts(facts, matter))
    score = alike.score + sum(_POINTS[reason.bearing] for reason in (*names[1:], *others) if reason.code != "besides")
    return Candidate(matter, round(min(max(score, 0.0), 100.0), 1), (*names, *others), alike.within, alike.slight)


def in_order(found: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates with the best first; those of the same score by code."""
    return sorted(found, key=lambda each: (-each.score, each.matter.code))


def candidates(row_facts: RowFacts, index: MatterIndex, limit: int = 5) -> list[Candidate]:
    """Return the matters that a person should look at first, the best first; none where nothing is like it.

    A matter under the row's own basic code stands before all others, however little the names agree.
    """
    near = index.near(row_facts.title, widely=True)
    found: Iterable[Candidate] = in_order(weigh(row_facts, matter, alike) for matter, alike in near)
    found = (each for each in found if each.score >= WORTH_SHOWING)
    own = index.by_code(row_facts.basic_code) if row_facts.basic_code else None
    if own is not None:
        first = Candidate(own, 100.0, (Reason("code", own.code),))
        found = (first, *(each for each in found if each.matter.code != own.code))
    return list(found)[:limit]
