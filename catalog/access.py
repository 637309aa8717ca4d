"""Who may take which step on a service: the edges of the workflow name the scope, the service names its realms."""

from __future__ import annotations

from typing import NoReturn
from uuid import UUID

from catalog.errors import REGISTRY_BUSY, STALE_DRAFT, UNKNOWN_SERVICE
from catalog.models import Service, ServiceDraft
from catalog.publishing.locks import lock_items
from catalog.workflow import scope_of
from cities.models import Agency
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED


def may(actor: Actor, scope: str, agency: Agency) -> bool:
    """Whether ``actor`` holds ``scope`` over the agency: by itself, by its city, or everywhere."""
    if actor.may(scope, agency.realm):
        return True
    return agency.city is not None and actor.may(scope, f"city:{agency.city.slug}")


def locked_for(actor: Actor, step: str, service_id: UUID, *, expected_version: int | None = None) -> Service:
    """Lock a service, its matter first, and return it for ``step``; the caller is in a publishing transaction.

    Raises DomainError ``unknown_service`` where the actor may not even see it, ``not_permitted`` (audited) where it may
    not take the step, ``stale_draft`` where ``expected_version`` is not the present one, ``registry_busy`` where an
    intake moved the service to another matter meanwhile, whose lock is not held.
    """
    item_id = Service.objects.filter(pk=service_id).values_list("basic_item_id", flat=True).first()
    if item_id is None:
        raise DomainError(UNKNOWN_SERVICE)
    lock_items([item_id])
    service = (
        Service.objects.select_for_update(of=("self",), no_key=True)
        .select_related("agency__city", "region", "city", "basic_item", "current_version")
        .get(pk=service_id)
    )
    if not may(actor, scope_of(step), service.agency):
        refuse(actor, step, service)
    if service.basic_item_id != item_id:
        raise DomainError(REGISTRY_BUSY, headers={"Retry-After": "1"})
    if expected_version is not None and service.version != expected_version:
        raise DomainError(STALE_DRAFT, params={"version": service.version})
    return service


def refuse(actor: Actor, step: str, service: Service) -> NoReturn:
    """Refuse a step: as unknown to those who may not see the service, else as not permitted, which is audited."""
    if not Service.objects.for_actor(actor, Action.VIEW).filter(pk=service.pk).exists():
        raise DomainError(UNKNOWN_SERVICE)
    audit.record_refusal(actor, f"catalog.service.{step}", service)
    raise DomainError(NOT_PERMITTED)


def draft_of(service: Service) -> ServiceDraft | None:
    """Return the draft beside a service."""
    return ServiceDraft.objects.filter(service=service).first()


def actor_label(actor: Actor) -> str:
    """Return how a version or draft names who wrote it: type and id, no personal data."""
    return f"{actor.type}:{actor.id}"
