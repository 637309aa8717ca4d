"""End a service, or many."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from catalog.access import locked_for
from catalog.events import AGGREGATE, ServiceRetired
from catalog.models import Service, ServiceDraft, ServiceState
from catalog.publishing.changes import drop_documents
from catalog.publishing.locks import lock_items, lock_services, publishing_transaction
from catalog.publishing.rebuild import rebuild_items
from catalog.workflow import follow
from services_portal.kernel import audit, outbox
from services_portal.kernel.actor import Actor
from services_portal.kernel.clock import now


def service_retire(*, actor: Actor, service_id: UUID, expected_version: int | None = None) -> Service:
    """Take a published service out of the public registry and return it; its versions and old addresses stay.

    A draft beside it is dropped. Raises DomainError ``unknown_service``, ``not_permitted``, ``stale_draft``,
    ``wrong_state``, ``registry_busy``.
    """
    with publishing_transaction():
        service = locked_for(actor, "retire", service_id, expected_version=expected_version)
        follow("retire", service.state)
        _retire(actor, [service])
    return service


def services_retire_bulk(*, actor: Actor, service_ids: Collection[UUID], rebuild_listings: bool = True) -> int:
    """Retire those of these services that are published, in one transaction, and return how many.

    For an intake whose source no longer holds them; the actor's right over each is the caller's to have asked for
    (``INTAKE_RUN`` in the city). Without ``rebuild_listings`` the list rows are left to the caller. Raises DomainError
    ``registry_busy``.
    """
    if not service_ids:
        return 0
    with publishing_transaction():
        items = Service.objects.filter(pk__in=service_ids).values_list("basic_item_id", flat=True).distinct()
        lock_items(list(items))
        lock_services(service_ids)
        found = list(Service.objects.published().filter(pk__in=service_ids).select_related("basic_item"))
        _retire(actor, found, rebuild_listings=rebuild_listings)
    return len(found)


def _retire(actor: Actor, services: list[Service], *, rebuild_listings: bool = True) -> None:
    """Retire published services whose locks are held."""
    at = now()
    numbers = dict(Service.objects.filter(pk__in=[s.pk for s in services]).values_list("pk", "current_version__number"))
    for service in services:
        service.state, service.retired_at, service.card = ServiceState.RETIRED, at, None
        service.version += 1
        service.updated_at = at
    Service.objects.bulk_update(services, ["state", "retired_at", "card", "version", "updated_at"], batch_size=1000)
    ServiceDraft.objects.filter(service__in=services).delete()
    drop_documents([service.pk for service in services])
    if rebuild_listings:
        rebuild_items({service.basic_item_id for service in services})
    audit.record_many(
        actor, "catalog.service.retire", [(service, {"number": numbers[service.pk]}) for service in services]
    )
    outbox.publish_many(
        (
            ServiceRetired(service_id=service.pk, number=numbers[service.pk], basic_code=service.basic_item.code),
            AGGREGATE,
            str(service.pk),
        )
        for service in services
    )
