"""What is gone from the source: its services are retired, unless so much is gone that the source must be doubted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol
from uuid import UUID

from django.db import connection

from catalog.intake.rows import JOINT
from catalog.intake.scratch import Scratch
from catalog.intake.staging import stage_gone

BATCH: Final = 5000
# Rows that the registry remembers as part of the source, by key; a service counts while it is public.
_REMEMBERED: Final = """
    SELECT r.id, r.old_id, r.service_id, coalesce(s.state = 'published', false)
      FROM catalog_sourcerecord r LEFT JOIN catalog_service s ON s.id = r.service_id
     WHERE r.city_id = %s AND r.id > %s AND r.checksum <> ''
     ORDER BY r.id LIMIT %s
"""
_OFFERED: Final = """
    SELECT service_id, old_id FROM catalog_sourcerecord
     WHERE city_id = %s AND service_id = ANY(%s) AND checksum <> ''
"""
_RETIRED: Final = (
    "UPDATE catalog_sourcerecord SET checksum = '', basis = '', outcome = 'retired', run_id = %s WHERE id = ANY(%s)"
)
_FORGOTTEN: Final = "DELETE FROM catalog_sourcerecord WHERE id = ANY(%s)"
# What was never taken over is still known: who follows its old address is told so.
_KNOWN: Final = """
    INSERT INTO catalog_legacytarget (city_id, kind, key)
    SELECT r.city_id, 'id', r.old_id FROM catalog_sourcerecord r
     WHERE r.id = ANY(%s) AND strpos(r.old_id, %s) = 0
       AND NOT EXISTS (SELECT 1 FROM catalog_legacyalias a WHERE a.city_id = r.city_id AND a.old_id = r.old_id)
    ON CONFLICT DO NOTHING
"""


@dataclass
class Gone:
    """Rows that the source no longer holds: whose services end, by record, and which are only forgotten."""

    retire: dict[int, UUID] = field(default_factory=dict)
    forget: list[int] = field(default_factory=list)


@dataclass
class Count:
    """How much is gone. ``public`` counts the rows whose services residents see now."""

    retire: int = 0
    forget: int = 0
    public: int = 0

    @property
    def share(self) -> float:
        """The part of the city's services whose rows are gone, from 0 to 1."""
        return self.retire / self.public if self.public else 0.0


def _remembered(city_id: UUID) -> Iterator[list[tuple[int, str, UUID | None, bool]]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_REMEMBERED, [city_id, last, BATCH])
            rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield rows


def is_any_gone(city_id: UUID, met: int) -> bool:
    """Whether the registry remembers more rows than the ``met`` that the source still holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalog_sourcerecord WHERE city_id = %s AND checksum <> ''", [city_id])
        return bool(cursor.fetchone()[0] > met)


class Extent(Protocol):
    """How far the rows that a run was given reach: what is to be made of rows that it was not given."""

    @property
    def is_doubted(self) -> bool:
        """Whether much that is gone is a reason to doubt the source."""
        ...

    def saw(self, key: str) -> bool:
        """Whether the source holds a row of this key, as far as the run knows."""
        ...

    def gone(self) -> Iterator[tuple[Gone, int]]:
        """Yield what is gone, batch by batch, with how many public rows beside it are not."""
        ...


class WholeSource:
    """The run was given all rows: what is not among them is gone.

    ``scratch`` knows the keys of the source, the services that rows of this run offer, and those that they switch off
    (in a dry run these are public still). A service whose row is gone is kept when another row of the source offers it
    (a city that numbered anew).
    """

    is_doubted = True

    def __init__(self, city_id: UUID, scratch: Scratch) -> None:
        self._city_id = city_id
        self._scratch = scratch

    def saw(self, key: str) -> bool:
        """Whether the source holds a row of this key."""
        return self._scratch.saw(key)

    def gone(self) -> Iterator[tuple[Gone, int]]:
        """Yield what is gone, a batch of remembered rows at a time."""
        for rows in _remembered(self._city_id):
            gone, alive = Gone(), 0
            for record_id, key, service_id, was_public in rows:
                is_public = was_public and service_id is not None and not self._scratch.is_off(service_id)
                if self.saw(key):
                    alive += is_public
                elif is_public and service_id is not None:
                    gone.retire[record_id] = service_id
                else:
                    gone.forget.append(record_id)
            for record_id in _handed_over(self._city_id, gone.retire, self._scratch):
                del gone.retire[record_id]
                gone.forget.append(record_id)
            yield gone, alive


def _handed_over(city_id: UUID, retire: Mapping[int, UUID], scratch: Scratch) -> list[int]:
    """Return the records whose services another row of the source offers."""
    if not retire:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_OFFERED, [city_id, list(retire.values())])
        offered = {service_id for service_id, key in cursor.fetchall() if scratch.saw(key)}
    return [record_id for record_id, service_id in retire.items() if service_id in offered or scratch.gives(service_id)]


def count_gone(extent: Extent) -> Count:
    """Return how much is gone from the source."""
    count = Count()
    for gone, alive in extent.gone():
        count.retire += len(gone.retire)
        count.forget += len(gone.forget)
        count.public += len(gone.retire) + alive
    return count


def mark_gone(gone: Gone, run_id: UUID) -> None:
    """Stage and remember it, in the caller's transaction and before the services are retired."""
    stage_gone(run_id, list(gone.retire), retired=True)
    stage_gone(run_id, gone.forget, retired=False)
    with connection.cursor() as cursor:
        if gone.retire:
            cursor.execute(_RETIRED, [run_id, list(gone.retire)])
        if gone.forget:
            cursor.execute(_KNOWN, [gone.forget, JOINT])
            cursor.execute(_FORGOTTEN, [gone.forget])
