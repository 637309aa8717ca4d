"""Publish many services at once, as an intake does: set-based, one transaction a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError
from psycopg.errors import UniqueViolation

from catalog.access import actor_label
from catalog.content import ServiceContent, digest_of, encode
from catalog.errors import CODE_TAKEN, UNKNOWN_AGENCY, UNKNOWN_ITEM, UNKNOWN_SERVICE
from catalog.events import AGGREGATE, ServicePublished
from catalog.models import ServiceOrigin, ServiceState
from catalog.publishing.locks import lock_items, lock_services, publishing_transaction
from catalog.publishing.rebuild import add_services, rebuild_items, write_services
from catalog.publishing.render import Names, Published, card_encoder, card_of
from catalog.publishing.surroundings import Surroundings, read_surroundings
from services_portal.kernel import audit, outbox, rawsql
from services_portal.kernel.actor import Actor
from services_portal.kernel.clock import now
from services_portal.kernel.errors import DomainError
from services_portal.kernel.ids import uuid7

UPDATE_SERVICES = """
UPDATE catalog_service s SET basic_item_id = n.item, agency_id = n.agency, region_id = n.region, city_id = n.city,
  level = n.level, implementation_code = n.code, state = 'published', current_version_id = n.version_id,
  card = convert_from(n.card, 'UTF8')::jsonb, version = s.version + 1, retired_at = NULL, updated_at = %s
FROM unnest(%b::uuid[], %b::uuid[], %b::uuid[], %b::uuid[], %b::uuid[], %b::text[], %b::text[], %b::uuid[], %b::bytea[])
  AS n(id, item, agency, region, city, level, code, version_id, card)
WHERE s.id = n.id
"""
SERVICES = {
    "id": "uuid",
    "basic_item_id": "uuid",
    "agency_id": "uuid",
    "region_id": "uuid",
    "city_id": "uuid",
    "level": "text",
    "implementation_code": "text",
    "current_version_id": "uuid",
    "card": "jsonb",
    "state": "text",
    "origin": "text",
    "version": "int4",
    "created_at": "timestamptz",
    "updated_at": "timestamptz",
}
VERSIONS = {
    "id": "uuid",
    "service_id": "uuid",
    "number": "int4",
    "content": "jsonb",
    "digest": "text",
    "published_at": "timestamptz",
    "published_by": "text",
    "run_id": "uuid",
    "row_number": "int4",
}
STANDING = """
SELECT s.id, s.basic_item_id, s.agency_id, s.region_id, s.city_id, s.level, s.implementation_code, s.state,
       coalesce(v.digest, ''), (SELECT coalesce(max(number), 0) FROM catalog_serviceversion WHERE service_id = s.id)
FROM catalog_service s LEFT JOIN catalog_serviceversion v ON v.id = s.current_version_id
WHERE s.id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class BulkEntry:
    """One service to be public. ``service_id`` names the service it is a new state of; None registers a new one, under
    the key ``register_as`` where the caller has made one. ``encoded`` is the content's canonical JSON, ``digest`` that
    JSON's, where the caller has them already. ``made_by`` names the import and its row that say so."""

    content: ServiceContent
    basic_item_id: UUID
    agency_id: UUID
    region_id: UUID
    city_id: UUID | None
    level: str
    implementation_code: str | None = None
    service_id: UUID | None = None
    register_as: UUID | None = None
    encoded: bytes | None = None
    digest: str | None = None
    made_by: tuple[UUID | None, int | None] = (None, None)

    @property
    def placement(self) -> tuple[Any, ...]:
        """What stands outside the content."""
        return (
            self.basic_item_id,
            self.agency_id,
            self.region_id,
            self.city_id,
            self.level,
            self.implementation_code,
        )


class BulkResult(NamedTuple):
    """What became of an entry: its service, its version's number, and whether anything changed."""

    service_id: UUID
    number: int
    changed: bool


class _Step(NamedTuple):
    """An entry that needs a new version."""

    entry: BulkEntry
    service_id: UUID
    is_new: bool
    version_id: UUID
    number: int
    encoded: bytes
    digest: str


def services_publish_bulk(
    *,
    actor: Actor,
    entries: Sequence[BulkEntry],
    origin: ServiceOrigin = ServiceOrigin.INTAKE,
    rebuild_listings: bool = True,
) -> list[BulkResult]:
    """Publish all ``entries`` or none, and return one result an entry, in their order.

    An entry whose content and placement are what is public already changes nothing. Versions, documents, list rows,
    audit entries and events stand in one transaction (the caller's, where there is one). The caller has checked the
    contents and the actor's right over the city. Without ``rebuild_listings`` the list rows of the matters are left to
    the caller, who publishes in many calls and rebuilds them once; only a matter that loses a service is rebuilt here.
    Raises DomainError ``unknown_item``, ``unknown_agency``,
    ``unknown_service`` (with the ids in ``params``), ``implementation_code_taken``, ``registry_busy``; ValueError when
    two entries name one service.
    """
    if not entries:
        return []
    named = [entry.service_id for entry in entries if entry.service_id]
    if len(set(named)) < len(named):
        raise ValueError("two entries name one service")
    with publishing_transaction():
        standing = _lock(entries, named)
        around = read_surroundings(entries)
        _require_known(entries, around)
        results, steps = _decide(entries, standing)
        if steps:
            at = now()
            _write(actor, steps, origin, at)
            add_services(_published(step, around, at) for step in steps if step.is_new)
            write_services(_published(step, around, at) for step in steps if not step.is_new)
            rebuild_items(_touched(steps, standing, rebuild_listings))
            _tell(actor, steps, around)
    return results


def _lock(entries: Sequence[BulkEntry], named: list[UUID]) -> dict[UUID, rawsql.Row]:
    """Lock matters, then services, and return the services as they stand."""
    before = rawsql.fetch_all("SELECT DISTINCT basic_item_id FROM catalog_service WHERE id = ANY(%s)", [named])
    lock_items({entry.basic_item_id for entry in entries} | {row[0] for row in before})
    lock_services(named)
    standing = {row[0]: row for row in rawsql.fetch_all(STANDING, [named])}
    if missing := [str(service_id) for service_id in named if service_id not in standing]:
        raise DomainError(UNKNOWN_SERVICE, params={"services": missing})
    return standing


def _require_known(entries: Sequence[BulkEntry], around: Surroundings) -> None:
    items = {str(entry.basic_item_id) for entry in entries if entry.basic_item_id not in around.items}
    if items:
        raise DomainError(UNKNOWN_ITEM, params={"items": sorted(items)})
    agencies = {str(entry.agency_id) for entry in entries if entry.agency_id not in around.agencies}
    if agencies:
        raise DomainError(UNKNOWN_AGENCY, params={"agencies": sorted(agencies)})


def _decide(entries: Sequence[BulkEntry], standing: dict[UUID, rawsql.Row]) -> tuple[list[BulkResult], list[_Step]]:
    results, steps = [], []
    for entry in entries:
        encoded = entry.encoded or encode(entry.content)
        mark = entry.digest or digest_of(encoded)
        if entry.service_id is None:
            step = _Step(entry, entry.register_as or uuid7(), True, uuid7(), 1, encoded, mark)
        else:
            row = standing[entry.service_id]
            if row[1:7] == entry.placement and row[7] == "published" and row[8] == mark:
                results.append(BulkResult(entry.service_id, row[9], False))
                continue
            step = _Step(entry, entry.service_id, False, uuid7(), row[9] + 1, encoded, mark)
        steps.append(step)
        results.append(BulkResult(step.service_id, step.number, True))
    return results, steps


def _touched(steps: list[_Step], standing: dict[UUID, rawsql.Row], everything: bool) -> set[UUID]:
    """Return the matters whose list rows are to be rebuilt: those that gain a service, those that lose one."""
    lost = {
        standing[step.service_id][1]
        for step in steps
        if not step.is_new and standing[step.service_id][1] != step.entry.basic_item_id
    }
    return lost | {step.entry.basic_item_id for step in steps} if everything else lost


def _write(actor: Actor, steps: list[_Step], origin: ServiceOrigin, at: datetime) -> None:
    _register([step for step in steps if step.is_new], origin, at)
    if changed := [_service_row(step) for step in steps if not step.is_new]:
        rawsql.execute(UPDATE_SERVICES, [at, *_columns(changed)])
    label = actor_label(actor)
    versions = [
        (step.version_id, step.service_id, step.number, step.encoded, step.digest, at, label, *step.entry.made_by)
        for step in steps
    ]
    rawsql.copy_in("catalog_serviceversion", VERSIONS, versions)


def _register(steps: list[_Step], origin: ServiceOrigin, at: datetime) -> None:
    common = (ServiceState.PUBLISHED.value, origin.value, 1, at, at)
    try:
        rawsql.copy_in("catalog_service", SERVICES, [(*_service_row(step), *common) for step in steps])
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise DomainError(CODE_TAKEN) from error
        raise


def _service_row(step: _Step) -> tuple[Any, ...]:
    return (step.service_id, *step.entry.placement, step.version_id, card_encoder.encode(card_of(step.entry.content)))


def _published(step: _Step, around: Surroundings, at: datetime) -> Published:
    entry = step.entry
    names: Names = around.names(entry.basic_item_id, entry.agency_id, entry.region_id, entry.city_id)
    return Published(step.service_id, step.number, at, entry.implementation_code, entry.level, entry.content, names)


def _tell(actor: Actor, steps: list[_Step], around: Surroundings) -> None:
    audit.record_many(
        actor,
        "catalog.service.publish",
        [(("catalog.service", str(step.service_id)), {"number": step.number, "digest": step.digest}) for step in steps],
    )
    outbox.publish_many(
        (
            ServicePublished(
                service_id=step.service_id,
                version_id=step.version_id,
                number=step.number,
                basic_code=around.items[step.entry.basic_item_id].code,
            ),
            AGGREGATE,
            str(step.service_id),
        )
        for step in steps
    )


def _columns(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
