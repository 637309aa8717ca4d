"""Putting rows back: their services, and what is remembered of them, as they stood before a run took the rows in.

Versions are never removed, so a service that the run changed is published again as it was, under a new number; one that
the run made is retired.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from catalog.content import from_json
from catalog.intake.staging import Before, Memory, Place, read_before
from catalog.models import Outcome, ServiceVersion
from catalog.services.service_retire import services_retire_bulk
from catalog.services.services_publish_bulk import BulkEntry, services_publish_bulk
from services_portal.kernel import rawsql
from services_portal.kernel.actor import SYSTEM

# A staged row ``t`` with its record ``r``, its service ``s`` and that service's current version ``v``.
COLUMNS: Final = """
    t.number, t.old_id, t.outcome, t.service_id, t.before::text, t.run_id, encode(t.checksum, 'hex'), r.id,
    r.version_number, v.number, s.state, s.implementation_code, r.run_id IS NOT DISTINCT FROM t.run_id
"""
_REMEMBER: Final = """
    INSERT INTO catalog_sourcerecord
           (city_id, old_id, checksum, basis, outcome, service_id, version_number, run_id, row_number, waiting_since)
    SELECT %s, n.old_id, decode(n.checksum, 'hex'), n.basis, n.outcome, n.service_id, n.version_number, x.id, n.row,
           CASE WHEN n.outcome = 'queued' THEN coalesce(n.since, now()) END
      FROM unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::uuid[], %b::int[], %b::uuid[], %b::int[],
                  %b::timestamptz[])
           AS n(old_id, checksum, basis, outcome, service_id, version_number, run_id, row, since)
      LEFT JOIN catalog_intakerun x ON x.id = n.run_id
    ON CONFLICT (city_id, old_id) DO UPDATE SET checksum = excluded.checksum, basis = excluded.basis,
           outcome = excluded.outcome, service_id = excluded.service_id, version_number = excluded.version_number,
           run_id = excluded.run_id, row_number = excluded.row_number, waiting_since = excluded.waiting_since
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One staged row of a run, and how its record and its service stand now."""

    number: int
    old_id: str
    outcome: str
    service_id: UUID | None
    before: Before
    run_id: UUID
    checksum: str
    record_id: int | None
    record_version: int | None
    version: int | None
    state: str | None
    code: str | None
    is_ours: bool

    @property
    def was_gone(self) -> bool:
        """Whether the run found the row gone from the source and forgot it."""
        return self.record_id is None and self.outcome == Outcome.RETIRED

    @property
    def is_open(self) -> bool:
        """Whether the row is still as the run left it."""
        return self.was_gone or (self.record_id is not None and self.is_ours)

    @property
    def edited_since(self) -> bool:
        """Whether a person has published another version of the service."""
        changed = self.outcome in (Outcome.CREATED, Outcome.UPDATED, Outcome.RETIRED)
        return changed and self.record_version is not None and self.version != self.record_version

    @property
    def was_public(self) -> Place | None:
        """How the service stood, where residents saw it and the run changed that."""
        place = self.before.service
        changed = self.outcome in (Outcome.UPDATED, Outcome.RETIRED)
        return place if place is not None and place.public and changed else None

    @property
    def ends(self) -> bool:
        """Whether the service was not public before the run."""
        if self.outcome == Outcome.CREATED:
            return True
        return self.outcome == Outcome.UPDATED and self.before.service is not None and not self.before.service.public


def read_row(cells: rawsql.Row) -> Row:
    """Return a row from its ``COLUMNS``."""
    number, old_id, outcome, service_id, before, *now = cells
    return Row(number, old_id, outcome, service_id, read_before(before), *now)


def put_services_back(rows: Sequence[Row], *, city_id: UUID, run_id: UUID, rebuild: bool) -> dict[UUID, int]:
    """Retire what the rows' run made or brought back, publish what it changed as it was, in the caller's transaction.

    Returns the number of the version that each of these services has now: one that is retired again keeps what the run
    gave it, for nobody else has touched it. ``run_id`` is the run that puts back. With
    ``rebuild`` the lists are written at once, else they are the caller's to write.
    """
    ends = [row.service_id for row in rows if row.service_id and row.ends]
    if ends:
        services_retire_bulk(actor=SYSTEM, service_ids=ends, rebuild_listings=rebuild)
    places = {row.service_id: place for row in rows if row.service_id and (place := row.was_public) is not None}
    wanted = ServiceVersion.objects.filter(service_id__in=places).values_list("service_id", "number", "content")
    entries = [
        _entry(city_id, run_id, service_id, places[service_id], content)
        for service_id, number, content in wanted
        if number == places[service_id].version
    ]
    results = services_publish_bulk(actor=SYSTEM, entries=entries, rebuild_listings=rebuild)
    kept = {row.service_id: row.version for row in rows if row.ends and row.service_id and row.version}
    return kept | {result.service_id: result.number for result in results}


def _entry(city_id: UUID, run_id: UUID, service_id: UUID, place: Place, content: object) -> BulkEntry:
    return BulkEntry(
        content=from_json(content),
        basic_item_id=place.item,
        agency_id=place.agency,
        region_id=place.region,
        city_id=city_id,
        level=place.level,
        implementation_code=place.code,
        service_id=service_id,
        made_by=(run_id, None),
    )


def remember_again(city_id: UUID, memories: Iterable[tuple[str, Memory]], numbers: dict[UUID, int]) -> None:
    """Write what is remembered of rows by their old ids, in the caller's transaction; ``numbers`` holds the version
    that each service came to."""
    rows = [
        (
            old_id,
            memory.checksum,
            memory.basis,
            memory.outcome,
            memory.service,
            numbers.get(memory.service, memory.version) if memory.service else memory.version,
            memory.run,
            memory.row,
            memory.since,
        )
        for old_id, memory in memories
    ]
    if rows:
        rawsql.execute(_REMEMBER, [city_id, *(list(column) for column in zip(*rows, strict=True))])
