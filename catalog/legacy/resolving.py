"""What became of an old address: one statement for an id or a code, a manifest besides for a link."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import msgspec

from catalog.errors import UNKNOWN_OLD_ADDRESS
from catalog.legacy.links import keys_of
from cities.errors import BAD_MANIFEST, UNKNOWN_CITY
from cities.manifests import load
from cities.manifests.schema import LinksPart
from services_portal.kernel import rawsql
from services_portal.kernel.errors import DomainError
from services_portal.kernel.text import Language, pick

LONGEST: Final = 4000
FOUND: Final = """
SELECT a.kind, a.key, s.id, s.state, i.code, coalesce(v.content -> 'title', i.title)::text, g.name::text, a.is_known,
       (SELECT r.outcome FROM catalog_sourcerecord r WHERE r.city_id = c.id AND r.old_id = ANY(%s) LIMIT 1), c.id
FROM cities_city c
LEFT JOIN LATERAL (
  SELECT w.kind, w.key, l.service_id, true AS is_known FROM unnest(%s::text[], %s::text[]) AS w(kind, key)
  JOIN (SELECT city_id, 'id' AS kind, old_id AS key, service_id FROM catalog_legacyalias UNION ALL
        SELECT city_id, kind, key, service_id FROM catalog_legacytarget) l
    ON l.city_id = c.id AND l.kind = w.kind AND l.key = w.key
) a ON true
LEFT JOIN catalog_service s ON s.id = a.service_id
LEFT JOIN catalog_serviceversion v ON v.id = s.current_version_id
LEFT JOIN catalog_basicitem i ON i.id = s.basic_item_id
LEFT JOIN cities_agency g ON g.id = s.agency_id
WHERE c.slug = %s AND c.is_active
ORDER BY i.code, s.id
"""
# A code that no row of the source bore, but a service does.
BY_CODE: Final = """
SELECT s.id, s.state, i.code, coalesce(v.content -> 'title', i.title)::text, g.name::text
FROM catalog_service s
JOIN cities_city c ON c.id = s.city_id
JOIN catalog_basicitem i ON i.id = s.basic_item_id
JOIN cities_agency g ON g.id = s.agency_id
JOIN catalog_serviceversion v ON v.id = s.current_version_id
WHERE s.implementation_code = %s AND c.slug = %s AND s.state IN ('published', 'retired')
"""
IMPLEMENTATION_CODE_LENGTH: Final = 31


class Fate(StrEnum):
    """What became of it. ``moved``: one service; ``split``: several; ``retired``: all it led to have ended;
    ``waiting``: it was read and a person still decides; ``dropped``: it was read and not taken over."""

    MOVED = "moved"
    SPLIT = "split"
    RETIRED = "retired"
    WAITING = "waiting"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Target:
    """A service that an old address leads to."""

    service_id: UUID
    state: str
    basic_code: str
    title: dict[str, str]
    agency: dict[str, str]

    def name(self, language: Language) -> str:
        """Return the service's title."""
        return pick(self.title, language)

    def agency_name(self, language: Language) -> str:
        """Return the agency's name."""
        return pick(self.agency, language)


@dataclass(frozen=True, slots=True)
class OldAddress:
    """The answer: the fate, the services (public ones where there are any, else those that have ended), and the kind
    and key under which it is known here and its use is counted."""

    city: str
    city_id: UUID
    fate: Fate
    kind: str
    key: str
    targets: tuple[Target, ...] = ()


def resolve(city: str, address: str) -> OldAddress:
    """Return what became of an old id, code or link of a city. What was ever known is never unknown.

    Raises DomainError ``unknown_city``, ``unknown_old_address``.
    """
    if "\x00" in city:
        raise DomainError(UNKNOWN_CITY, params={"city": city})
    is_readable = "\x00" not in address and len(address) <= LONGEST
    keys = list(dict.fromkeys(keys_of(address, _links(city, address)))) if is_readable else []
    columns = [list(column) for column in zip(*keys, strict=True)] if keys else [[], []]
    rows = rawsql.fetch_all(FOUND, [[key for kind, key in keys if kind == "id"], *columns, city])
    if not rows:
        raise DomainError(UNKNOWN_CITY, params={"city": city})
    city_id = rows[0][9]
    for kind, key in keys:
        led = [_target(row[2:7]) for row in rows if row[:2] == (kind, key) and row[2] is not None]
        if led or (led := _of_code(city, key) if kind == "code" else []):
            return _told(city, city_id, kind, key, led)
    outcome, known = rows[0][8], [row for row in rows if row[7]]
    if outcome is not None or known:
        kind, key = known[0][:2] if known else keys[0]
        return OldAddress(city, city_id, Fate.WAITING if outcome == "queued" else Fate.DROPPED, kind, key)
    raise DomainError(UNKNOWN_OLD_ADDRESS)


def _links(city: str, address: str) -> LinksPart | None:
    """Return what the city's manifest says of links, where the address may be one."""
    if "/" not in address and "?" not in address:
        return None
    try:
        return load(city).links
    except DomainError as error:
        if error.error in (UNKNOWN_CITY, BAD_MANIFEST):
            return LinksPart()
        raise


def _of_code(city: str, code: str) -> list[Target]:
    if len(code) != IMPLEMENTATION_CODE_LENGTH:
        return []
    return [_target(row) for row in rawsql.fetch_all(BY_CODE, [code, city])]


def _target(cells: Any) -> Target:
    service_id, state, code, title, agency = cells
    return Target(service_id, state, code, msgspec.json.decode(title), msgspec.json.decode(agency))


def _told(city: str, city_id: UUID, kind: str, key: str, targets: list[Target]) -> OldAddress:
    unique = {target.service_id: target for target in targets}.values()
    public = tuple(target for target in unique if target.state == "published")
    if public:
        return OldAddress(city, city_id, Fate.MOVED if len(public) == 1 else Fate.SPLIT, kind, key, public)
    return OldAddress(city, city_id, Fate.RETIRED, kind, key, tuple(unique))
