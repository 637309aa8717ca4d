"""Which matter of the basic directory a row is about.

By its basic code (in its own field or inside the implementation code), else by name, else by synonym; precision
before recall: what is not certain goes to a person. A code and a name that point to different matters contradict each
other and are never decided here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from catalog.intake.names import comparable, place_prefix, without_qualifier
from catalog.intake.rules.check import CheckedRow
from catalog.intake.rules.registry import Severity, define_rule

NONE = define_rule(
    "match.none",
    Severity.ERROR,
    zh="在基本目录中找不到对应事项，须人工指定。",
    en="No matter of the basic directory corresponds; a person must choose.",
)
AMBIGUOUS = define_rule(
    "match.ambiguous",
    Severity.ERROR,
    zh="基本目录中有多个对应事项，须人工选择。",
    en="Several matters of the basic directory correspond; a person must choose.",
)
CONTRADICTION = define_rule(
    "match.contradiction",
    Severity.ERROR,
    zh="编码与名称指向不同的事项，须人工核对。",
    en="Code and name point to different matters; a person must look.",
)
CODE_UNKNOWN = define_rule(
    "match.code_unknown",
    Severity.WARNING,
    zh="基本编码不在基本目录内，按名称匹配。",
    en="The basic code is not in the directory; the row is matched by its name.",
)
BY_SYNONYM = define_rule(
    "match.by_synonym",
    Severity.INFO,
    zh="按别名匹配到基本目录。",
    en="Matched to the basic directory by a synonym.",
)
ADOPTED = define_rule(
    "match.adopted",
    Severity.INFO,
    zh="基本目录中没有，按该市策略新建基本事项。",
    en="Not in the basic directory; added to it, as the city's policy says.",
)


@dataclass(frozen=True, slots=True)
class Matter:
    """A BasicItem as far as matching and building a service need it."""

    id: UUID
    code: str
    name: str
    synonyms: tuple[str, ...] = ()
    for_person: bool = True
    for_enterprise: bool = True
    summary: str = ""
    item_type: str = ""


class MatterIndex:
    """The basic directory in memory: a few thousand matters at most."""

    def __init__(self, matters: Iterable[Matter], places: Iterable[str]) -> None:
        self._by_code: dict[str, Matter] = {}
        self._by_name: defaultdict[str, list[Matter]] = defaultdict(list)
        self._by_synonym: defaultdict[str, list[Matter]] = defaultdict(list)
        self._place = place_prefix(places)
        for matter in matters:
            self.add(matter)

    def add(self, matter: Matter) -> None:
        """Take in one more matter, findable from now on."""
        self._by_code[matter.code] = matter
        self._by_name[comparable(matter.name)].append(matter)
        for synonym in matter.synonyms:
            self._by_synonym[comparable(synonym)].append(matter)

    def by_code(self, code: str) -> Matter | None:
        """Return the matter with this basic code."""
        return self._by_code.get(code)

    def keys(self, title: str) -> list[str]:
        """Return the comparable forms of a title, the most literal first."""
        literal = comparable(title)
        plain = comparable(without_qualifier(title))
        forms = [literal, self._place.sub("", literal), plain, self._place.sub("", plain)]
        return [form for form in dict.fromkeys(forms) if form]

    def named(self, title: str) -> list[Matter]:
        """Return the matters of this very name, in its most literal form that has any."""
        return next((hits for key in self.keys(title) if (hits := self._by_name.get(key))), [])

    def called(self, title: str) -> list[Matter]:
        """Return the matters that have this as a synonym."""
        return next((hits for key in self.keys(title) if (hits := self._by_synonym.get(key))), [])


def _tell(matters: Iterable[Matter]) -> str:
    return "; ".join(f"{matter.code} {matter.name}" for matter in matters)


def _by_words(row: CheckedRow, index: MatterIndex) -> Matter | None:
    hits = index.named(row.title)
    synonym = not hits
    if synonym:
        hits = index.called(row.title)
    if len(hits) > 1:
        row.add(AMBIGUOUS, "title", f"{row.title} → {_tell(hits)}")
        return None
    if hits and synonym:
        row.add(BY_SYNONYM, "title", row.title, _tell(hits))
    return hits[0] if hits else None


def match_row(row: CheckedRow, index: MatterIndex, *, adopt: bool = False) -> Matter | None:
    """Return the matter of the row; None with an error finding where it is unclear, without one where there is none.

    With ``adopt`` an unknown basic code is no surprise: the matter will be added under it.
    """
    if row.basic_code:
        by_code = index.by_code(row.basic_code)
        if by_code is not None:
            named = index.named(row.title)
            if named and by_code not in named:
                row.add(CONTRADICTION, "basic_code", f"{_tell([by_code])} ≠ {_tell(named)}")
                return None
            return by_code
        if not adopt:
            row.add(CODE_UNKNOWN, "basic_code", row.basic_code)
    return _by_words(row, index)
