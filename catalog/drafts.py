"""What is being written beside what is public: which content a clerk begins from, and what it will look like."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from catalog.content import ServiceContent, Text, from_json
from catalog.errors import UNKNOWN_SERVICE
from catalog.models import BasicItem, Service, ServiceDraft
from catalog.publishing.render import Published, service_document
from catalog.publishing.shapes import ServiceDocument
from catalog.publishing.surroundings import read_surroundings
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError
from services_portal.kernel.text import CHINESE, ENGLISH, Language


def draft_of(service: Service) -> ServiceDraft | None:
    """Return the draft beside ``service`` (read together with it), or None."""
    return getattr(service, "draft", None)


def starting_content(item: BasicItem) -> ServiceContent:
    """Return what the province knows of a matter as the first text of a service; its defaults fill what they can."""
    audiences = [name for name, wanted in (("person", item.for_person), ("enterprise", item.for_enterprise)) if wanted]
    values: dict[str, Any] = {
        "title": item.title,
        "summary": item.summary or {},
        "audiences": audiences or ["person"],
        "legal_basis": item.legal_basis,
        "statutory_days": item.statutory_days,
    }
    defaults = {name: value for name, value in item.defaults.items() if name in ServiceContent.__struct_fields__}
    try:
        return from_json({**values, **defaults})
    except msgspec.ValidationError:
        # Defaults typed by hand may not fit; the title alone always does.
        return ServiceContent(title=Text(zh_hans=item.title.get(CHINESE, ""), en=item.title.get(ENGLISH, "")))


def content_to_edit(service: Service) -> ServiceContent:
    """Return the draft, else what is or was public, else what the province knows of the matter."""
    draft = draft_of(service)
    if draft is not None:
        return draft.read()
    return service.current_version.read() if service.current_version else starting_content(service.basic_item)


def document_to_come(*, actor: Actor, service_id: UUID, language: Language) -> ServiceDocument:
    """Return the public document as publishing now would make it; nothing is written.

    Raises DomainError ``unknown_service`` where the actor does not work on the service.
    """
    related = ("basic_item", "current_version", "draft")
    service = Service.objects.for_actor(actor, Action.EXPORT).select_related(*related).filter(pk=service_id).first()
    if service is None:
        raise DomainError(UNKNOWN_SERVICE)
    names = read_surroundings([service]).names(
        service.basic_item_id, service.agency_id, service.region_id, service.city_id
    )
    number = (service.current_version.number if service.current_version else 0) + 1
    content, code = content_to_edit(service), service.implementation_code
    return service_document(Published(service.pk, number, clock.now(), code, service.level, content, names), language)
