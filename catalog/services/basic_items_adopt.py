"""Adding matters that a city's own catalogue brings along, where the city's manifest says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from catalog.models import BasicItem
from catalog.search import write_vectors
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.text import localized


@dataclass(frozen=True, slots=True)
class NewItem:
    """A matter to add, under a key and a code that the caller made."""

    id: UUID
    code: str
    title: str
    item_type: str
    summary: str = ""
    for_person: bool = True
    for_enterprise: bool = True


def basic_items_adopt(*, actor: Actor, items: Sequence[NewItem]) -> list[BasicItem]:
    """Add all of these matters to the basic directory, searchable, or none, and return them.

    Their documents and list rows are written when a service is published for them. The caller has checked the actor's
    right. Raises ValidationError for a code or a type that does not fit, IntegrityError for a code that is taken.
    """
    made = [
        BasicItem(
            id=new.id,
            code=new.code,
            title=localized(new.title),
            summary=localized(new.summary) if new.summary else {},
            item_type=new.item_type,
            for_person=new.for_person,
            for_enterprise=new.for_enterprise,
        )
        for new in items
    ]
    for item in made:
        item.clean_fields(exclude=["search"])
    with transaction.atomic():
        BasicItem.objects.bulk_create(made)
        write_vectors(made)
        audit.record_many(actor, "catalog.basic_item.adopt", [(item, {"code": item.code}) for item in made])
    return made
