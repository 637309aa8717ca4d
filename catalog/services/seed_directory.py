"""Load the provincial directory: topics, materials, matters, life events."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction

from catalog.models import BasicItem, LifeEvent, LifeEventItem, Material, Topic
from catalog.publishing.locks import lock_items
from catalog.publishing.rebuild import rebuild_items
from catalog.search import write_vectors
from catalog.services.directory_seed_files import read_directory
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor

M = TypeVar("M", bound=models.Model)


def seed_directory(*, folder: Path, actor: Actor) -> dict[str, int]:
    """Load everything under ``folder`` (`seeds/catalog`) and return how many of each there are.

    Rows are keyed by their codes; a second run over the same files writes nothing. What is no longer in the files
    stays: services may stand on it. Raises DomainError ``bad_seed``.
    """
    seeds = read_directory(folder)
    with transaction.atomic():
        topics = _store(Topic, seeds.topics)
        materials = _store(Material, seeds.materials)
        items = _store(BasicItem, {code: _with_topic(row, topics[0]) for code, row in seeds.items.items()})
        rows = {c: {k: v for k, v in row.items() if k != "items"} for c, row in seeds.life_events.items()}
        events = _store(LifeEvent, rows)
        moved = sum(
            _place(events[0][code], [items[0][item] for item in row["items"]])
            for code, row in seeds.life_events.items()
        )
        changed = {
            "topics": topics[1],
            "materials": materials[1],
            "items": items[1],
            "life_events": events[1] + moved,
        }
        if any(changed.values()):
            keys = [item.pk for item in items[0].values()]
            lock_items(keys)
            models.prefetch_related_objects(list(items[0].values()), "topic")
            write_vectors(items[0].values())
            rebuild_items(keys)
            audit.record(actor, "catalog.directory.seed", ("catalog.directory", "province"), detail=changed)
    return {
        "topics": len(seeds.topics),
        "materials": len(seeds.materials),
        "items": len(seeds.items),
        "life_events": len(seeds.life_events),
    }


def _with_topic(row: dict[str, Any], topics: dict[str, Topic]) -> dict[str, Any]:
    return {**{name: value for name, value in row.items() if name != "topic"}, "topic_id": topics[row["topic"]].pk}


def _store(model: type[M], rows: dict[str, dict[str, Any]]) -> tuple[dict[str, M], int]:
    """Write the rows that are new or differ; return every row's object by code, and how many were written."""
    standing = {row.code: row for row in model._default_manager.filter(code__in=rows)}  # type: ignore[attr-defined]
    fields = {name for row in rows.values() for name in row} - {"code"}
    new = [model(**row) for code, row in rows.items() if code not in standing]
    changed = []
    for code, obj in standing.items():
        differing = {name: value for name, value in rows[code].items() if getattr(obj, name) != value}
        for name, value in differing.items():
            setattr(obj, name, value)
        if differing:
            changed.append(obj)
    model._default_manager.bulk_create(new)
    if changed:
        model._default_manager.bulk_update(changed, sorted(fields), batch_size=500)
    found = {**standing, **{obj.code: obj for obj in new}}  # type: ignore[attr-defined]
    return {code: found[code] for code in rows}, len(new) + len(changed)


def _place(event: LifeEvent, items: list[BasicItem]) -> int:
    """Write the matters of a life event in order; return 1 when that changed anything."""
    wanted = [(item.pk, order) for order, item in enumerate(items, start=1)]
    if list(event.members.order_by("order").values_list("basic_item_id", "order")) == wanted:
        return 0
    event.members.all().delete()
    LifeEventItem.objects.bulk_create(
        LifeEventItem(life_event=event, basic_item_id=item_id, order=order) for item_id, order in wanted
    )
    return 1
