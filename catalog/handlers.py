"""Reactions to what happens in the apps below, and to what the registry tells itself."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from catalog.events import CatalogueChanged
from catalog.models import Service
from catalog.publishing.changes import append_on_commit
from catalog.publishing.current import write_current
from catalog.publishing.locks import lock_items
from catalog.publishing.rebuild import rebuild_items
from cities.events import AgencyChanged, CityRegistered
from services_portal.kernel.events import Envelope
from services_portal.kernel.outbox import subscribe


@subscribe(AgencyChanged, name="catalog.rerender_agency")
def rerender_agency(event: AgencyChanged, envelope: Envelope) -> None:
    """Write the public bytes of an agency's services anew: they carry its name and telephone."""
    _rerender(Service.objects.published().filter(agency_id=event.agency_id).values_list("pk", "basic_item_id"))


@subscribe(CityRegistered, name="catalog.rerender_city")
def rerender_city(event: CityRegistered, envelope: Envelope) -> None:
    """Write the public bytes of a city's services anew: they carry its name, and it may have been switched off."""
    _rerender(Service.objects.published().filter(city_id=event.city_id).values_list("pk", "basic_item_id"))


@subscribe(CatalogueChanged, name="catalog.append_changes")
def append_to_feed(event: CatalogueChanged, envelope: Envelope) -> None:
    """Give what has been committed its place in the change feed, when the relay's own transaction has ended: the
    appenders' lock is held for no longer than appending takes."""
    append_on_commit()


def _rerender(services: Iterable[tuple[UUID, UUID]]) -> None:
    found = list(services)
    items = {item for _service, item in found}
    lock_items(items)
    write_current([service for service, _item in found])
    rebuild_items(items)
