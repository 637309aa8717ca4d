"""What only the whole source can tell, looked at while it is read: rows that say the same under different ids, and
region codes that are shifted throughout. The second look, at each row, then knows.

Of a row three hashes and its number are kept, under forty bytes and on disk beyond the first of them; names and codes
only where they are told.
"""

from __future__ import annotations

import tempfile
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import IO, Final

from catalog.intake.doubles import SAME_CODE, SAME_CONTENT, SAME_NAME
from catalog.intake.names import comparable
from catalog.intake.rules.facts import CityFacts
from catalog.intake.rules.places import SHIFTED, SYSTEMATIC, Mismatch, mismatch
from catalog.intake.rules.registry import Found, Rule, found

# What may differ between two rows that say the same: what they are called by, and when they were touched.
_NOT_CONTENT: Final = frozenset({"old_id", "online_url", "updated_at"})
_BUCKETS: Final = 256
# So many hashes of a kind are held in memory: less than a mebibyte.
KEPT: Final = 1 << 16
_SIXTY_FOUR: Final = (1 << 64) - 1
NAMED: Final = 10
Keys = tuple[tuple[Rule, int], ...]


def keys_of(fields: Mapping[str, str]) -> Keys:
    """Return by what a row is alike to another, as a hash each: its whole content, its code, its name."""
    agency = fields.get("agency_name") or fields.get("agency_code", "")
    place, code, title = fields.get("region_code", ""), fields.get("item_code", ""), fields.get("title", "")
    told = [pair for pair in fields.items() if pair[0] not in _NOT_CONTENT]
    keys = [(SAME_CONTENT, hash(frozenset(told)))] if title and len(told) > 1 else []
    if code and code != fields.get("old_id"):
        keys.append((SAME_CODE, hash((code, agency, place))))
    if title and agency:
        keys.append((SAME_NAME, hash((comparable(title), agency, place, fields.get("audience", "")))))
    return tuple(keys)


class Repeats:
    """Finds what occurs more than once among many hashes, in small buckets; beyond ``keep`` hashes they lie on disk."""

    def __init__(self, keep: int = KEPT) -> None:
        self._keep = keep
        self._held = 0
        self._hashes = [array("Q") for _bucket in range(_BUCKETS)]
        self._numbers = [array("I") for _bucket in range(_BUCKETS)]
        self._file: IO[bytes] | None = None
        # Where in the file the parts of each bucket lie, and how long they are.
        self._parts: list[list[tuple[int, int]]] = [[] for _bucket in range(_BUCKETS)]

    def add(self, number: int, mark: int) -> None:
        """Keep one row's hash."""
        mark &= _SIXTY_FOUR
        self._hashes[mark % _BUCKETS].append(mark)
        self._numbers[mark % _BUCKETS].append(number)
        self._held += 1
        if self._held == self._keep:
            self._spill()

    def _spill(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="intake-")  # noqa: SIM115 -- closed by close()
        self._held = 0
        for place in range(_BUCKETS):
            hashes, numbers = self._take(place)
            if hashes:
                self._parts[place].append((self._file.tell(), len(hashes)))
                hashes.tofile(self._file)
                numbers.tofile(self._file)

    def _take(self, place: int) -> tuple[array[int], array[int]]:
        """Return what of a bucket is in memory, and forget it there."""
        held = self._hashes[place], self._numbers[place]
        self._hashes[place], self._numbers[place] = array("Q"), array("I")
        return held

    def _whole(self, place: int) -> tuple[array[int], array[int]]:
        """Return a bucket in the order in which it was filled, and forget it."""
        hashes, numbers = array("Q"), array("I")
        parts, self._parts[place] = self._parts[place], []
        file = self._file
        if file is not None:
            for offset, count in parts:
                file.seek(offset)
                hashes.fromfile(file, count)
                numbers.fromfile(file, count)
        last_hashes, last_numbers = self._take(place)
        return hashes + last_hashes, numbers + last_numbers

    def groups(self) -> Iterator[tuple[int, ...]]:
        """Yield the numbers of the rows that share a hash, group by group, and forget all."""
        for place in range(_BUCKETS):
            hashes, numbers = self._whole(place)
            if len(set(hashes)) == len(hashes):
                continue
            doubled = {mark for mark, count in Counter(hashes).items() if count > 1}
            found_at: dict[int, list[int]] = {}
            for mark, number in zip(hashes, numbers, strict=True):
                if mark in doubled:
                    found_at.setdefault(mark, []).append(number)
            yield from map(tuple, found_at.values())
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._held = 0


class FirstLook:
    """Looks at every row that is judged in this run, before any is."""

    def __init__(self, facts: CityFacts) -> None:
        self._facts = facts
        self._repeats = {rule: Repeats() for rule in (SAME_CONTENT, SAME_CODE, SAME_NAME)}
        self._shifts: Counter[Mismatch] = Counter()
        self._alike: dict[int, list[tuple[Rule, tuple[int, ...]]]] = {}

    def close(self) -> None:
        """Let go of what lies on disk."""
        for repeats in self._repeats.values():
            repeats.close()

    def add(self, number: int, fields: Mapping[str, str]) -> None:
        """Look at a row; ``number`` is its place in the source."""
        for rule, mark in keys_of(fields):
            self._repeats[rule].add(number, mark)
        if (told := mismatch(fields, self._facts.places, self._facts.successors)) is not None:
            self._shifts[told] += 1

    def settle(self) -> list[Found]:
        """Draw the conclusions once all rows were looked at; return what is to be told of the source as a whole."""
        for rule, repeats in self._repeats.items():
            for members in repeats.groups():
                for number in members:
                    self._alike.setdefault(number, []).append((rule, members))
        return [
            found(SHIFTED, "region_code", f"{_city(told)} → {told.named_name} × {count}", proposal=_right(told))
            for told, count in sorted(self._shifts.items())
            if count >= SYSTEMATIC
        ]

    def of_row(self, number: int, fields: Mapping[str, str]) -> list[Found]:
        """Return what is to be told of a row: which others say the same. Of rows alike in all, nothing more."""
        alike = self._alike.get(number)
        if not alike:
            return []
        notes, told = [], set()
        for rule, members in alike:
            if members in told:
                continue
            told.add(members)
            shown = " ".join(f"#{each}" for each in members[:NAMED]) + (" …" if len(members) > NAMED else "")
            name = "item_code" if rule is SAME_CODE else "title"
            agency = fields.get("agency_name") or fields.get("agency_code", "")
            notes.append(found(rule, name, f"{shown}: {fields.get(name, '')} · {agency}"))
        return notes


def _city(told: Mismatch) -> str:
    return f"{told.stated} {told.stated_name}".strip()


def _right(told: Mismatch) -> str:
    return f"{told.stated} → {told.named}"
