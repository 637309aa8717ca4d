"""The columns by which the exchange keeps two sides in step: which row of a task is the last, and which is gone."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from cities.adapters.base import AdapterFinding, CatalogueRow, OnFinding, Severity
from cities.adapters.bounds import EVIDENCE
from cities.adapters.cells import as_meant
from cities.adapters.contrib.task_exchange.words import BATCH, KEYS, OPERATION, TIME, VERSION
from cities.adapters.mapping import bare_text
from cities.adapters.plugin import mark_of, unchanged

CHINA: Final = timezone(timedelta(hours=8))
_PARTS: Final = re.compile(
    r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?[T\s]*(?:(\d{1,2})[:时]?(\d{2})[:分]?(?:(\d{2})秒?)?(?:[.,](\d{1,6})\d*)?)?"
)
# All of one width: years, then months and so on, two digits each.
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})(\d{0,6})\d*)?")
WIDTH: Final = 20
Rows = Callable[[OnFinding], Iterator[CatalogueRow]]


class Rank(NamedTuple):
    """Where a row stands among those of its task: by time, then batch, then version, then its place in the source."""

    time: str
    batch: str
    version: str
    number: int


class Told(NamedTuple):
    """What the columns say of one row; ``time`` is empty where there is none, None where it cannot be read."""

    key: str
    time: str | None
    batch: str
    version: str
    operation: str

    def rank(self, number: int) -> Rank:
        """Return where the row of this number stands."""
        return Rank(self.time or "", self.batch, self.version, number)


@lru_cache(maxsize=4096)
def comparable_time(text: str) -> str | None:
    """Return a moment as digits that sort by time (China's clock), empty for none, None for what is no moment."""
    if not text:
        return ""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(CHINA).strftime("%Y%m%d%H%M%S%f")
    except (ValueError, OverflowError):
        pass
    match = _COMPACT.fullmatch(text) or _PARTS.fullmatch(text)
    if match is None:
        return None
    fraction = (match[7] or "").ljust(6, "0")
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
        moment = datetime(year, month, day, hour, minute, second, int(fraction), tzinfo=CHINA)
    except ValueError:
        return None
    return moment.strftime("%Y%m%d%H%M%S%f").zfill(WIDTH)


def _ordered(text: str) -> str:
    """Return a number so that numbers sort as such, and before any text."""
    return text.zfill(WIDTH) if text.isdecimal() else text


def told_by(row: CatalogueRow, id_column: str) -> Told:
    """Return what the synchronisation columns of a row say."""

    def cell(name: str) -> str:
        value = row.raw.get(name)
        return "" if value is None else bare_text(as_meant(str(value)))

    key = "\n".join(cell(name) for name in KEYS)
    return Told(
        key if key.strip() else cell(id_column),
        comparable_time(cell(TIME)),
        _ordered(cell(BATCH)),
        _ordered(cell(VERSION)),
        cell(OPERATION).upper(),
    )


class Sync:
    """Reads a source of the exchange, which may hold every state that a task ever had, as it stands now.

    ``rows`` opens the source anew each time: once to find the tasks that stand more than once (eight bytes a row are
    kept), again to rank their rows where there are any, and once more to give out what remains.
    """

    def __init__(self, path: Path, rows: Rows, id_column: str) -> None:
        self._path = path
        self._rows = rows
        self._id_column = id_column

    def mark(self) -> str:
        """Return what tells this state of the file from any other. Raises AdapterError ``source.changed``."""
        return "-".join(map(str, mark_of(self._path)))

    def current(self, on_finding: OnFinding) -> Iterator[tuple[CatalogueRow, Told]]:
        """Yield the last row of each task with what it says of itself, those that are deleted too."""
        # The readings must be of one and the same file, not only each of a whole one.
        return unchanged(self._path, self._current(on_finding))

    def _current(self, on_finding: OnFinding) -> Iterator[tuple[CatalogueRow, Told]]:
        last = self._last()
        held: list[AdapterFinding] = []
        superseded, first = 0, 0

        def hold(finding: AdapterFinding) -> None:
            # What is said of a row that is not given out would be said of nothing.
            (held.append if finding.row is not None else on_finding)(finding)

        for row in self._rows(hold):
            told = told_by(row, self._id_column)
            winner = last.get(hash(told.key)) if told.key else None
            if winner is not None and winner.number != row.number:
                superseded += 1
                first = first or row.number
                held.clear()
                continue
            for finding in held:
                on_finding(finding)
            held.clear()
            yield row, told
        if superseded:
            evidence = f"{superseded}, the first is row {first}"
            on_finding(AdapterFinding("source.superseded", Severity.INFO, evidence=evidence))

    def standing(self, on_finding: OnFinding) -> Iterator[CatalogueRow]:
        """Yield the last row of each task that is not deleted."""
        deleted, first = 0, 0
        for row, told in self.current(on_finding):
            if told.operation == "D":
                deleted += 1
                first = first or row.number
                continue
            note_odd(row, told, on_finding)
            yield row
        if deleted:
            evidence = f"{deleted}, the first is row {first}"
            on_finding(AdapterFinding("source.withdrawn", Severity.INFO, evidence=evidence))

    def _last(self) -> dict[int, Rank]:
        """Return the rank of the last row of each task that stands more than once."""
        marks = array("q", (hash(key) for key in self._keys()))
        doubled = _doubled(marks)
        if not doubled:
            return {}
        last: dict[int, Rank] = {}
        for row in self._rows(_ignore):
            told = told_by(row, self._id_column)
            mark = hash(told.key)
            if not told.key or mark not in doubled:
                continue
            rank = told.rank(row.number)
            if mark not in last or last[mark] < rank:
                last[mark] = rank
        return last

    def _keys(self) -> Iterable[str]:
        for row in self._rows(_ignore):
            if key := told_by(row, self._id_column).key:
                yield key


def _doubled(marks: array[int]) -> set[int]:
    ordered = sorted(marks)
    return {mark for mark, following in pairwise(ordered) if mark == following}


def _ignore(_finding: AdapterFinding) -> None:
    """Leave a finding to the reading that counts."""


def note_odd(row: CatalogueRow, told: Told, on_finding: OnFinding) -> None:
    """Report what cannot be read in the columns of synchronisation of a row."""
    if told.time is None:
        evidence = str(row.raw.get(TIME))[:EVIDENCE]
        on_finding(AdapterFinding("source.sync_time", Severity.WARNING, row=row.number, field=TIME, evidence=evidence))
    if told.operation not in {"", "I", "U", "D"}:
        evidence = told.operation[:EVIDENCE]
        on_finding(
            AdapterFinding(
                "source.sync_operation", Severity.WARNING, row=row.number, field=OPERATION, evidence=evidence
            )
        )
