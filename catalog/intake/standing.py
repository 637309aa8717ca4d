"""What stands in the registry: the services that a chunk of rows may meet, read in two queries, never by the row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection

from catalog.intake.scratch import Holder, Scratch
from catalog.models import Outcome

_COLUMNS: Final = """
    SELECT s.id, coalesce(s.implementation_code, ''), s.state, s.basic_item_id, s.agency_id, s.region_id, s.level,
           v.number, coalesce(v.digest, ''), coalesce(v.content #>> '{title,zh-hans}', ''),
           r.old_id, r.version_number, r.outcome
      FROM catalog_service s
      LEFT JOIN catalog_serviceversion v ON v.id = s.current_version_id
      LEFT JOIN LATERAL (
            SELECT old_id, version_number, outcome FROM catalog_sourcerecord
             WHERE service_id = s.id AND outcome IN ('created', 'updated', 'unchanged', 'retired', 'queued')
             ORDER BY version_number DESC NULLS LAST, id DESC LIMIT 1
           ) r ON true
     WHERE """
_BY_CODE: Final = _COLUMNS + "s.implementation_code = ANY(%s)"
_BY_ID: Final = _COLUMNS + "s.id = ANY(%s)"


@dataclass(frozen=True, slots=True)
class ServiceFact:
    """A service as it stands. ``owner`` is the key of the source row that made it, None when a person did."""

    id: UUID
    code: str
    state: str
    basic_item_id: UUID
    agency_id: UUID
    region_id: UUID
    level: str
    version_number: int | None
    digest: str
    title: str
    owner: str | None
    owner_version: int | None
    owner_outcome: str | None

    @property
    def owner_retired(self) -> bool:
        """Whether its source row took it out of service."""
        return self.owner_outcome == Outcome.RETIRED


class Standing:
    """The services by code and id. ``scratch`` knows what rows of this run offer, ``saw`` whether the source still
    holds a key."""

    def __init__(self, scratch: Scratch, saw: Callable[[str], bool]) -> None:
        self._scratch = scratch
        self._saw = saw
        self._by_code: dict[str, ServiceFact] = {}
        self._by_id: dict[UUID, ServiceFact] = {}

    def load(self, codes: Sequence[str], ids: Iterable[UUID]) -> None:
        """Read the services with these codes or ids; what was read for the chunk before is forgotten."""
        self._by_code, self._by_id = {}, {}
        with connection.cursor() as cursor:
            cursor.execute(_BY_CODE, [list(codes)])
            self._keep(cursor.fetchall())
            if wanted := [identifier for identifier in ids if identifier not in self._by_id]:
                cursor.execute(_BY_ID, [wanted])
                self._keep(cursor.fetchall())

    def _keep(self, rows: Iterable[Sequence[object]]) -> None:
        for values in rows:
            fact = ServiceFact(*values)  # type: ignore[arg-type]
            self._by_id[fact.id] = fact
            if fact.code:
                self._by_code[fact.code] = fact

    def by_id(self, identifier: UUID) -> ServiceFact | None:
        """Return the service, if it was loaded for this chunk."""
        return self._by_id.get(identifier)

    def by_code(self, code: str) -> ServiceFact | None:
        """Return the service with this implementation code."""
        return self._by_code.get(code)

    def holder(self, code: str, key: str) -> Holder | None:
        """Return the other row that offers the service of this code: one of this source, or a person of the portal.

        A row that is gone from the source holds nothing: a city that numbered its rows anew hands its services over.
        """
        given = self._scratch.holder(code)
        if given is not None:
            return given if given.key != key else None
        fact = self._by_code.get(code)
        if fact is None or fact.owner == key:
            return None
        if fact.owner is not None and not self._saw(fact.owner):
            return None
        return Holder(fact.owner or "", fact.id, fact.title)

    def give(self, code: str, key: str, service_id: UUID, title: str) -> None:
        """Note that a row of this run offers the service of this code."""
        self._scratch.give(code, Holder(key, service_id, title))

    def switch_off(self, service_id: UUID) -> None:
        """Note that a row of this run takes this service out of use."""
        self._scratch.switch_off(service_id)
