"""Maintaining the provincial directory by hand: topics, materials, life events, matters.

What residents read follows in the same transaction: the pages and list rows of every matter touched are written anew.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from catalog.models import BasicItem, LifeEvent, LifeEventItem, Material, Topic
from catalog.publishing.current import write_current
from catalog.publishing.locks import lock_items, publishing_transaction
from catalog.publishing.rebuild import rebuild_items
from catalog.scopes import DIRECTORY_MANAGE
from catalog.search import write_vectors
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.reference import save_row

TOPIC: Final = frozenset({"code", "name", "audience", "icon", "order"})
MATERIAL: Final = frozenset({"code", "name", "source", "trust_grade"})
LIFE_EVENT: Final = frozenset({"code", "name", "summary", "icon", "order"})
ITEM: Final = frozenset(
    {
        "code",
        "title",
        "summary",
        "item_type",
        "topic",
        "department",
        "for_person",
        "for_enterprise",
        "legal_basis",
        "statutory_days",
        "synonyms",
        "is_active",
    }
)


def topic_save(*, actor: Actor, topic_id: UUID | None, values: Mapping[str, Any]) -> Topic:
    """Write a topic, a new one where ``topic_id`` is None, and return it.

    Needs ``catalog.directory.manage`` everywhere. Raises DomainError ``not_permitted``, ``not_found``,
    ``registry_busy``; ValidationError.
    """
    with publishing_transaction():
        topic, changed = save_row(
            Topic, actor=actor, scope=DIRECTORY_MANAGE, row_id=topic_id, values=values, editable=TOPIC
        )
        if changed:
            _renew(BasicItem.objects.filter(topic=topic).values_list("pk", flat=True))
    return topic


def material_save(*, actor: Actor, material_id: UUID | None, values: Mapping[str, Any]) -> Material:
    """Write a material and return it; what services say of it already stays, for versions do not change.

    Needs ``catalog.directory.manage`` everywhere. Raises DomainError ``not_permitted``, ``not_found``;
    ValidationError.
    """
    with publishing_transaction():
        material, _changed = save_row(
            Material, actor=actor, scope=DIRECTORY_MANAGE, row_id=material_id, values=values, editable=MATERIAL
        )
    return material


def life_event_save(
    *, actor: Actor, life_event_id: UUID | None, values: Mapping[str, Any], items: Sequence[UUID] | None = None
) -> LifeEvent:
    """Write a life event and, where ``items`` is given, its matters in that order; return it.

    Needs ``catalog.directory.manage`` everywhere. Raises DomainError ``not_permitted``, ``not_found``,
    ``registry_busy``; ValidationError.
    """
    with publishing_transaction():
        event, changed = save_row(
            LifeEvent, actor=actor, scope=DIRECTORY_MANAGE, row_id=life_event_id, values=values, editable=LIFE_EVENT
        )
        before = list(event.members.order_by("order").values_list("basic_item_id", flat=True))
        wanted = before if items is None else list(dict.fromkeys(items))
        if wanted != before:
            event.members.all().delete()
            LifeEventItem.objects.bulk_create(
                LifeEventItem(life_event=event, basic_item_id=item, order=order)
                for order, item in enumerate(wanted, start=1)
            )
            audit.record(actor, "catalog.lifeevent.items", event, detail={"items": [str(item) for item in wanted]})
        if changed or wanted != before:
            _renew({*before, *wanted})
    return event


def basic_item_save(*, actor: Actor, item_id: UUID | None, values: Mapping[str, Any]) -> BasicItem:
    """Write a matter of the basic directory and return it; its services' pages follow.

    Needs ``catalog.directory.manage`` everywhere. Raises DomainError ``not_permitted``, ``not_found``,
    ``registry_busy``; ValidationError.
    """
    with publishing_transaction():
        item, changed = save_row(
            BasicItem, actor=actor, scope=DIRECTORY_MANAGE, row_id=item_id, values=values, editable=ITEM
        )
        if changed:
            _renew([item.pk])
            write_current(item.services.published().values_list("pk", flat=True))
    return item


def _renew(item_ids: Collection[UUID]) -> None:
    """Write search vectors, pages and list rows of these matters anew."""
    ids = list(item_ids)
    lock_items(ids)
    write_vectors(BasicItem.objects.filter(pk__in=ids).select_related("topic"))
    rebuild_items(ids)
