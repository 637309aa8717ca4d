"""A run that takes in changes: only the rows given; only what the city says is gone is gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from catalog.intake.gone import Extent, Gone
from catalog.intake.incoming import PackedFinding, PackedRow, unpack
from catalog.intake.pipeline import Job, Pipeline
from catalog.intake.reading import Reader
from catalog.intake.scratch import Scratch
from catalog.intake.tally import Tally
from catalog.models import IncomingChange
from cities.adapters.base import CatalogueRow
from services_portal.kernel import clock, rawsql

# Rows and withdrawals that one run takes at most, unless a single batch holds more.
MOST_ROWS: Final = 5000
_WITHDRAWN: Final = """
SELECT r.id, r.service_id, coalesce(s.state = 'published', false)
FROM catalog_sourcerecord r LEFT JOIN catalog_service s ON s.id = r.service_id
WHERE r.city_id = %s AND r.old_id = ANY(%s) AND r.checksum <> ''
ORDER BY r.id
"""


class Withdrawn:
    """Only what the city withdrew is gone; how much that is makes nobody doubt it, for each was named."""

    is_doubted = False

    def __init__(self, city_id: UUID, keys: frozenset[str], scratch: Scratch) -> None:
        self._city_id = city_id
        self._keys = keys
        self._scratch = scratch

    def saw(self, key: str) -> bool:
        """Whether the source holds a row of this key, as far as the city has told."""
        return key not in self._keys

    def gone(self) -> Iterator[tuple[Gone, int]]:
        """Yield what the city withdrew; a service that another row of this run offers goes on."""
        gone, scratch = Gone(), self._scratch
        for record_id, service_id, was_public in rawsql.fetch_all(_WITHDRAWN, [self._city_id, list(self._keys)]):
            if was_public and not scratch.is_off(service_id) and not scratch.gives(service_id):
                gone.retire[record_id] = service_id
            else:
                gone.forget.append(record_id)
        yield gone, 0


class ChangesPipeline(Pipeline):
    """The pipeline, but for what is not given: it is not gone."""

    withdrawn: frozenset[str] = frozenset()

    def _extent(self, scratch: Scratch) -> Extent:
        return Withdrawn(self.job.city.id, self.withdrawn, scratch)

    def _is_any_gone(self, reader: Reader) -> bool:
        return bool(self.withdrawn)


class ChangesWork:
    """Take in what waits of a city's changes, the earliest first."""

    def __init__(self, job: Job, run_id: UUID) -> None:
        self._pipeline = ChangesPipeline(job)
        self._city_id = job.city.id
        self._run_id = run_id
        self._taken: list[int] = []

    @property
    def tally(self) -> Tally:
        """What was counted so far."""
        return self._pipeline.tally

    @property
    def held(self) -> bool:
        """Never: what is gone was named one by one."""
        return False

    def carry_out(self) -> None:
        """Take in the rows; of several for one old id the last counts."""
        rows, gone = self._collapsed()
        self._pipeline.withdrawn = frozenset(gone)
        readers: list[Reader] = []

        def given() -> Iterator[CatalogueRow]:
            for number, (row, findings) in enumerate(rows, 1):
                for finding in findings:
                    readers[0].notes.take(finding.finding(number))
                yield row.row(number)

        self._pipeline.run(given(), readers.append)

    def _collapsed(self) -> tuple[list[tuple[PackedRow, list[PackedFinding]]], list[str]]:
        """Return rows and withdrawn ids as they stand after all that waits; a row without an old id stands alone."""
        rows: dict[str, tuple[PackedRow, list[PackedFinding]] | None] = {}
        count = 0
        waiting = IncomingChange.objects.filter(city_id=self._city_id, taken_at=None).order_by("id")
        for change in waiting.iterator(chunk_size=20):
            if self._taken and count + change.rows + change.gone > MOST_ROWS:
                break
            self._taken.append(change.pk)
            count += change.rows + change.gone
            batch = unpack(bytes(change.payload))
            met: dict[int | None, list[PackedFinding]] = {}
            for finding in batch.findings:
                met.setdefault(finding.row, []).append(finding)
            for row in batch.rows:
                key = row.fields.get("old_id", "").strip() or f"\n{change.pk} {row.number}"
                rows.pop(key, None)
                rows[key] = (row, met.get(row.number, []))
            for old_id in map(str.strip, batch.gone):
                # No row is known by an id that PostgreSQL cannot hold, nor by none.
                if old_id and "\x00" not in old_id:
                    rows.pop(old_id, None)
                    rows[old_id] = None
        return [each for each in rows.values() if each], [key for key, each in rows.items() if each is None]

    def wind_up(self) -> None:
        """List what the chunks before have published."""
        self._pipeline.wind_up()

    def close(self) -> None:
        """Take the changes off the list of those that wait, in the transaction that settles the run."""
        self._pipeline.close()
        taken = IncomingChange.objects.filter(pk__in=self._taken)
        taken.update(taken_at=clock.now(), run_id=self._run_id, payload=b"")
