"""What is gone from the source: its services are retired, unless so much is gone that the source must be doubted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db import connection

from catalog.intake.rows import JOINT
from catalog.intake.staging import stage_gone

BATCH: Final = 5000
# Rows that the registry remembers as part of the source, by key; a service counts while it is public.
_REMEMBERED: Final = """
    SELECT r.id, r.old_id, r.service_id, coalesce(s.state = 'published', false)
      FROM catalog_sourcerecord r LEFT JOIN catalog_service s ON s.id = r.service_id
     WHERE r.city_id = %s AND r.id > %s AND r.checksum <> ''
     ORDER BY r.id LIMIT %s
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
    """What the source no longer holds. ``public`` counts the services that the city's rows offer now."""

    retire: dict[int, UUID] = field(default_factory=dict)
    forget: list[int] = field(default_factory=list)
    public: int = 0

    @property
    def share(self) -> float:
        """The part of the city's services whose rows are gone, from 0 to 1."""
        return len(self.retire) / self.public if self.public else 0.0


def _remembered(city_id: UUID) -> Iterator[tuple[int, str, UUID | None, bool]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_REMEMBERED, [city_id, last, BATCH])
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < BATCH:
            return
        last = rows[-1][0]


def is_any_gone(city_id: UUID, met: int) -> bool:
    """Whether the registry remembers more rows than the ``met`` that the source still holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalog_sourcerecord WHERE city_id = %s AND checksum <> ''", [city_id])
        return bool(cursor.fetchone()[0] > met)


def find_gone(city_id: UUID, saw: Callable[[str], bool], given: frozenset[UUID], off: Set[UUID]) -> Gone:
    """Return what is gone. ``saw`` knows the keys of the source, ``given`` the services that rows of this run offer,
    ``off`` those that they switch off (in a dry run these are public still).

    A service whose row is gone is kept when another row of the source offers it (a city that numbered anew).
    """
    gone, offered = Gone(), set(given)
    for record_id, key, service_id, was_public in _remembered(city_id):
        is_public = was_public and service_id not in off
        if saw(key):
            if is_public and service_id is not None:
                offered.add(service_id)
        elif is_public and service_id is not None:
            gone.retire[record_id] = service_id
        else:
            gone.forget.append(record_id)
    handed_over = [record_id for record_id, service_id in gone.retire.items() if service_id in offered]
    for record_id in handed_over:
        del gone.retire[record_id]
    gone.forget += handed_over
    gone.public = len(offered) + len(gone.retire)
    return gone


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
