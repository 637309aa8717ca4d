"""Writing one row of reference data: the same few steps for every model of that kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from services_portal.kernel import audit
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND, NOT_PERMITTED

M = TypeVar("M", bound=models.Model)


def save_row(
    model: type[M],
    *,
    actor: Actor,
    scope: str,
    row_id: UUID | None,
    values: Mapping[str, Any],
    editable: frozenset[str],
) -> tuple[M, list[str]]:
    """Write ``values`` to the row, or to a new one where ``row_id`` is None; return it with the names of what changed.

    The caller owns the transaction. ``scope`` must be held everywhere, ``editable`` bounds what may be written. Writes
    an audit entry with the names, and nothing at all when nothing changes. Raises DomainError ``not_permitted``
    (recorded) or ``not_found``, ValidationError for values that do not fit.
    """
    label = model._meta.label_lower
    verb = "create" if row_id is None else "update"
    if not actor.may(scope, EVERYWHERE) or not set(values) <= editable:
        audit.record_refusal(actor, f"{label}.{verb}", (label, str(row_id or "")))
        raise DomainError(NOT_PERMITTED)
    row = model()
    if row_id is not None:
        found = model._default_manager.select_for_update(no_key=True).filter(pk=row_id).first()
        if found is None:
            raise DomainError(NOT_FOUND)
        row = found
    changed = sorted(name for name, value in values.items() if row_id is None or getattr(row, name) != value)
    if changed:
        for name in changed:
            setattr(row, name, values[name])
        row.full_clean()
        row.save(force_insert=row_id is None)
        audit.record(actor, f"{label}.{verb}", row, detail={"fields": changed})
    return row, changed
