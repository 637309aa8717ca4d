"""How the old channels of the cities are used: which still lead people here, and which are dead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from catalog.models import LegacyHit
from catalog.scopes import INTAKE_RUN
from cities.models import City
from services_portal.kernel import rawsql
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.clock import today

RECENT_DAYS: Final = 30
MOST_ADDRESSES: Final = 200
# A channel is one kind of old address of one city: its ids, its codes, its links.
CHANNELS: Final = """
WITH known AS (
  SELECT city_id, 'id' AS kind, count(*) AS addresses FROM catalog_legacyalias WHERE city_id = ANY(%s) GROUP BY 1
  UNION ALL
  SELECT city_id, kind, count(DISTINCT key) FROM catalog_legacytarget WHERE city_id = ANY(%s) GROUP BY 1, 2
), used AS (
  SELECT city_id, kind, coalesce(sum(count) FILTER (WHERE day > %s), 0) AS recent, max(day) AS last
  FROM catalog_legacyhit WHERE city_id = ANY(%s) GROUP BY 1, 2
)
SELECT k.city_id, k.kind, sum(k.addresses)::bigint, coalesce(max(u.recent), 0)::bigint, max(u.last)
FROM known k LEFT JOIN used u ON u.city_id = k.city_id AND u.kind = k.kind
GROUP BY 1, 2
"""
ADDRESSES: Final = """
SELECT kind, key, coalesce(sum(count) FILTER (WHERE day > %s), 0)::bigint, sum(count)::bigint, max(day)
FROM catalog_legacyhit WHERE city_id = %s GROUP BY 1, 2 ORDER BY 5 DESC, 4 DESC, 1, 2 LIMIT %s
"""
ORDER: Final = {"id": 0, "code": 1, "link": 2}


@dataclass(frozen=True, slots=True)
class Channel:
    """One kind of old address of a city: how many are known, hits of the last 30 days, the last day with a hit, and
    for how many days there has been none (None where there never was one)."""

    city: City
    kind: str
    addresses: int
    recent: int
    last: date | None
    quiet_days: int | None

    @property
    def is_dead(self) -> bool:
        """Whether nobody has come by it for as long as hits count as recent."""
        return self.quiet_days is None or self.quiet_days >= RECENT_DAYS


@dataclass(frozen=True, slots=True)
class UsedAddress:
    """One old address that was asked for."""

    kind: str
    key: str
    recent: int
    total: int
    last: date
    quiet_days: int


def watched_cities(actor: Actor) -> Sequence[City]:
    """Return the cities whose old channels ``actor`` may see, in the province's order."""
    realms = actor.realms(INTAKE_RUN)
    cities = City.objects.order_by("order", "slug")
    if EVERYWHERE not in realms:
        cities = cities.filter(slug__in=[realm[5:] for realm in realms if realm.startswith("city:")])
    return list(cities)


def channels(actor: Actor) -> list[Channel]:
    """Return the channels of the actor's cities, by city and kind; a city without old addresses has none."""
    cities: dict[UUID, City] = {city.pk: city for city in watched_cities(actor)}
    ids, present = list(cities), today()
    rows = rawsql.fetch_all(CHANNELS, [ids, ids, present - timedelta(days=RECENT_DAYS), ids])
    places = {city_id: place for place, city_id in enumerate(cities)}
    rows.sort(key=lambda row: (places[row[0]], ORDER[row[1]]))
    return [
        Channel(cities[city_id], kind, known, recent, last, (present - last).days if last else None)
        for city_id, kind, known, recent, last in rows
    ]


def used_addresses(actor: Actor, city: City) -> list[UsedAddress]:
    """Return the old addresses of a city that were asked for, the latest first, two hundred at most."""
    if not LegacyHit.objects.for_actor(actor, Action.VIEW).filter(city=city).exists():
        return []
    present = today()
    rows = rawsql.fetch_all(ADDRESSES, [present - timedelta(days=RECENT_DAYS), city.pk, MOST_ADDRESSES])
    return [
        UsedAddress(kind, key, recent, total, last, (present - last).days) for kind, key, recent, total, last in rows
    ]
