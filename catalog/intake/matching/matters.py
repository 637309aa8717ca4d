"""The basic directory in memory: by code, by name, by synonym, and by likeness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from catalog.intake.matching.departments import implied_by
from catalog.intake.matching.likeness import Alike, Likeness
from catalog.intake.matching.words import Said
from catalog.intake.names import comparable, place_prefix, without_qualifier


@dataclass(frozen=True, slots=True)
class Matter:
    """A BasicItem as far as matching and building a service need it. ``laws`` are the titles of its legal basis."""

    id: UUID
    code: str
    name: str
    synonyms: tuple[str, ...] = ()
    for_person: bool = True
    for_enterprise: bool = True
    summary: str = ""
    item_type: str = ""
    department: str = ""
    laws: tuple[str, ...] = ()


def _implied(matter: Matter) -> Said:
    """Return what a matter's name need not say: for whom, where it is for these alone; its department's own subject."""
    told = set(implied_by(matter.department))
    if matter.for_person != matter.for_enterprise:
        told.update(("subject", value) for value in (("person",) if matter.for_person else ("unit", "enterprise")))
    return frozenset(told)


class _Names:
    """Matters by name: as it is written, and after that without what a title may leave out (本级, 个人, 试行)."""

    def __init__(self) -> None:
        self._written: defaultdict[str, list[Matter]] = defaultdict(list)
        self._plain: defaultdict[str, list[Matter]] = defaultdict(list)

    def add(self, matter: Matter, names: Iterable[str]) -> None:
        """Take in a matter under its names."""
        known = tuple(names)
        for table, forms in ((self._written, known), (self._plain, map(without_qualifier, known))):
            for key in dict.fromkeys(comparable(form) for form in forms):
                table[key].append(matter)

    def find(self, keys: list[str], *, qualified: bool) -> list[Matter]:
        """Return the matters under the first of these keys that has any.

        A title that is ``qualified`` itself finds no name with another qualifier: 即办件 and 承诺件 are two matters.
        """
        tables = (self._written,) if qualified else (self._written, self._plain)
        found = (hits for table in tables for key in keys if (hits := table.get(key)))
        return next(found, [])


def _is_qualified(title: str) -> bool:
    return comparable(without_qualifier(title)) != comparable(title)


class MatterIndex:
    """The basic directory in memory: a few thousand matters at most."""

    def __init__(self, matters: Iterable[Matter], places: Iterable[str]) -> None:
        self._by_code: dict[str, Matter] = {}
        self._names, self._synonyms = _Names(), _Names()
        self._place = place_prefix(places)
        self._likeness: Likeness | None = None
        for matter in matters:
            self.add(matter)

    def add(self, matter: Matter) -> None:
        """Take in one more matter, findable from now on."""
        self._by_code[matter.code] = matter
        self._names.add(matter, (matter.name,))
        self._synonyms.add(matter, matter.synonyms)
        if self._likeness is not None:
            self._likeness.add(matter.code, matter.name, matter.synonyms, _implied(matter))

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
        return self._names.find(self.keys(title), qualified=_is_qualified(title))

    def called(self, title: str) -> list[Matter]:
        """Return the matters that have this as a synonym."""
        return self._synonyms.find(self.keys(title), qualified=_is_qualified(title))

    def near(self, title: str, *, widely: bool = False) -> list[tuple[Matter, Alike]]:
        """Return the matters whose name or synonym is like this title, the likest first, alike ones by code."""
        if self._likeness is None:
            self._likeness = Likeness()
            for matter in self._by_code.values():
                self._likeness.add(matter.code, matter.name, matter.synonyms, _implied(matter))
        plain = without_qualifier(title)
        found = self._place.match(comparable(plain))
        alike = self._likeness.near(plain, found[0] if found else "", widely=widely)
        return [(self._by_code[each.code], each) for each in alike]
