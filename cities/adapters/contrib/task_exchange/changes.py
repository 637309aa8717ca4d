"""What changed in the exchange since a cursor, in order, by the time of synchronisation and the batch."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator
from typing import NamedTuple

from cities.adapters.base import AdapterFinding, CatalogueRow, Changes, OnFinding, refusal
from cities.adapters.contrib.task_exchange.sync import Sync, Told, note_odd


class Place(NamedTuple):
    """A place in the order of changes. With an empty batch and key it stands before all changes of its moment."""

    time: str = ""
    batch: str = ""
    key: str = ""

    def as_cursor(self, mark: str = "") -> str:
        """Return the place as the text that is asked with next; with the ``mark`` of a file that holds nothing behind
        it."""
        return json.dumps([*self, mark] if mark else list(self), ensure_ascii=False)


class Change(NamedTuple):
    """One change: where it stands, the row, what its columns of synchronisation say, and what was met in it."""

    place: Place
    row: CatalogueRow
    told: Told
    findings: tuple[AdapterFinding, ...]


def place_of(cursor: str | None) -> tuple[Place, str]:
    """Return the place that a cursor names, and its mark. Raises AdapterError ``source.cursor`` for none of ours."""
    if cursor is None:
        return Place(), ""
    try:
        parts = json.loads(cursor)
    except (ValueError, RecursionError):
        parts = None
    if not (isinstance(parts, list) and len(parts) in (3, 4) and all(isinstance(part, str) for part in parts)):
        raise refusal("source.cursor", cursor)
    return Place(*parts[:3]), parts[3] if len(parts) == 4 else ""


def changes_since(sync: Sync, cursor: str | None, page: int, on_finding: OnFinding) -> Changes:
    """Return at most ``page`` changes that stand behind the cursor, the earliest first.

    When there are no more, the next cursor stands before the last moment and not behind it: what else is written in
    that moment later is not missed, and what comes again is recognised as unchanged. A file that has not been touched
    since is not read again: it is asked for every half minute. Raises AdapterError.
    """
    after, seen = place_of(cursor)
    mark = sync.mark()
    if cursor is not None and seen == mark:
        return Changes((), cursor, more=False)
    found = heapq.nsmallest(page + 1, _behind(sync, after, on_finding), key=lambda change: change.place)
    taken, more = found[:page], len(found) > page
    for change in taken:
        for finding in change.findings:
            on_finding(finding)
    if not taken:
        return Changes((), after.as_cursor(mark), more=False)
    last = taken[-1].place
    following = last.as_cursor() if more else Place(last.time).as_cursor(mark)
    rows = [change.row for change in taken if change.told.operation != "D"]
    gone = [change.row.fields.get("old_id", "") for change in taken if change.told.operation == "D"]
    return Changes(rows, following, more, tuple(old_id for old_id in gone if old_id))


def _behind(sync: Sync, after: Place, on_finding: OnFinding) -> Iterator[Change]:
    findings: list[AdapterFinding] = []

    def take(finding: AdapterFinding) -> None:
        # What is said of a row is said with it, and not of rows that are not given.
        (on_finding if finding.row is None else findings.append)(finding)

    for row, told in sync.current(take):
        place = Place(told.time or "", told.batch, told.key or f"\n{row.number}")
        if place > after:
            note_odd(row, told, take)
            yield Change(place, row, told, tuple(findings))
        findings.clear()
