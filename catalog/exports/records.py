"""The published registry, one whole record a service, in bounded memory however long it is.

Records are read in pages by key. A server-side cursor would keep a transaction open, or a copy of the whole answer in
the database, for as long as the slowest reader takes. The price: a service that is published anew during an export
stands in it as it was or as it is, always whole; the order is that in which services were registered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from catalog.content import ServiceContent, Text
from catalog.errors import UNKNOWN_AGENCY
from catalog.models import LegacyAlias, Service
from cities.errors import UNKNOWN_CITY
from cities.models import Agency, City
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError

PAGE: Final = 500
_content: Final = msgspec.json.Decoder(ServiceContent)


class ServiceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A published service with all that belongs to it.

    ``version`` and ``published_at`` are those of what it says now. ``city`` is the short name, None for an agency of
    the province. ``old_ids`` are its ids in the city's old app, the oldest first.
    """

    service_id: UUID
    version: int
    published_at: datetime
    implementation_code: str | None
    level: str
    basic_code: str
    basic_title: Text
    item_type: str
    topic: str
    region_code: str
    region_name: Text
    city: str | None
    agency_uscc: str
    agency_name: Text
    old_ids: tuple[str, ...] = ()
    content: ServiceContent


_COLUMNS: Final = (
    "id",
    "current_version__number",
    "current_version__published_at",
    "implementation_code",
    "level",
    "basic_item__code",
    "basic_item__title",
    "basic_item__item_type",
    "basic_item__topic__code",
    "region__code",
    "region__name",
    "city__slug",
    "agency__uscc",
    "agency__name",
    "said",
)


def _text(stored: Any) -> Text:
    return msgspec.convert(stored, Text)


def _record(row: Sequence[Any], old_ids: Sequence[str]) -> ServiceRecord:
    (key, version, at, code, level, basic, title, kind, topic, region, region_name, city, uscc, name, said) = row
    return ServiceRecord(
        service_id=key,
        version=version,
        published_at=at,
        implementation_code=code,
        level=level,
        basic_code=basic,
        basic_title=_text(title),
        item_type=kind,
        topic=topic or "",
        region_code=region,
        region_name=_text(region_name),
        city=city,
        agency_uscc=uscc,
        agency_name=_text(name),
        old_ids=tuple(old_ids),
        content=_content.decode(said),
    )


def _old_ids(keys: Sequence[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    aliases = LegacyAlias.objects.filter(service_id__in=keys).order_by("id")
    for key, old_id in aliases.values_list("service_id", "old_id"):
        found.setdefault(key, []).append(old_id)
    return found


def published(
    actor: Actor, action: Action = Action.VIEW, *, city: str | None = None, agency: str | None = None
) -> QuerySet[Service]:
    """Return the published services that ``actor`` may see, of a city (short name) or an agency (USCC).

    With ``Action.EXPORT`` those alone that lie in the actor's realms. Raises DomainError ``unknown_city``,
    ``unknown_agency``.
    """
    # No name holds a NUL, and PostgreSQL could not be asked for one.
    if city is not None and ("\x00" in city or not City.objects.filter(slug=city, is_active=True).exists()):
        raise DomainError(UNKNOWN_CITY)
    if agency is not None and ("\x00" in agency or not Agency.objects.filter(uscc=agency).exists()):
        raise DomainError(UNKNOWN_AGENCY)
    services = Service.objects.for_actor(actor, action).published().exclude(current_version=None)
    if city is not None:
        services = services.filter(city__slug=city)
    return services.filter(agency__uscc=agency) if agency is not None else services


def iter_records(services: QuerySet[Service]) -> Iterator[ServiceRecord]:
    """Yield a record for each of ``services`` (see :func:`published`), a page of them in memory at a time."""
    rows = services.order_by("id").annotate(said=Cast("current_version__content", TextField()))
    last: UUID | None = None
    while True:
        page = list((rows if last is None else rows.filter(pk__gt=last)).values_list(*_COLUMNS)[:PAGE])
        if not page:
            return
        last = page[-1][0]
        old = _old_ids([row[0] for row in page])
        for row in page:
            yield _record(row, old.get(row[0], ()))
        if len(page) < PAGE:
            return
