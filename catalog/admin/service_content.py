"""Which content a clerk begins from."""

from __future__ import annotations

from typing import Any

import msgspec

from catalog.content import ServiceContent, Text, from_json
from catalog.models import BasicItem, Service, ServiceDraft
from services_portal.kernel.text import CHINESE, ENGLISH


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
