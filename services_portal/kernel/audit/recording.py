"""Writing audit entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from msgspec import json

from services_portal.kernel import rawsql
from services_portal.kernel.actor import Actor
from services_portal.kernel.authority import require_authority
from services_portal.kernel.context import request_id, request_means
from services_portal.kernel.ids import uuid7
from services_portal.kernel.models import AuditEntry

Subject = models.Model | tuple[str, str]
COLUMNS = {
    "id": "uuid",
    "actor_type": "text",
    "actor_id": "text",
    "on_behalf_of": "text",
    "authority": "text",
    "via": "text",
    "action": "text",
    "subject_type": "text",
    "subject_id": "text",
    "refused": "bool",
    "detail": "jsonb",
    "request_id": "text",
}


def _subject(subject: Subject) -> tuple[str, str]:
    return (subject._meta.label_lower, str(subject.pk)) if isinstance(subject, models.Model) else subject


def _entry(
    actor: Actor, action: str, subject: Subject, detail: Mapping[str, Any] | None, *, refused: bool
) -> AuditEntry:
    subject_type, subject_id = _subject(subject)
    return AuditEntry(
        actor_type=actor.type,
        actor_id=actor.id,
        on_behalf_of=actor.acted_for,
        authority=actor.on_behalf_of.authority if actor.on_behalf_of else "",
        via=actor.via,
        action=action,
        subject_type=subject_type,
        subject_id=subject_id,
        refused=refused,
        detail=dict(detail or {}),
        request_id=request_id(),
    )


def record(actor: Actor, action: str, subject: Subject, *, detail: Mapping[str, Any] | None = None) -> AuditEntry:
    """Write one entry in the caller's transaction.

    ``action`` is ``app.entity.verb``; ``subject`` a saved model or (type, id); ``detail`` JSON-ready facts, never
    personal data. Raises TransactionManagementError outside a transaction; for an actor who acts for another what
    :func:`~services_portal.kernel.authority.require_authority` raises, for every write is recorded in its transaction.
    """
    actor = _writing(actor)
    entry = _entry(actor, action, subject, detail, refused=False)
    entry.save(force_insert=True)
    return entry


def record_many(actor: Actor, action: str, members: Iterable[tuple[Subject, Mapping[str, Any] | None]]) -> int:
    """Write one entry for each (subject, detail) in the caller's transaction and return how many; see :func:`record`.

    One statement, however many entries: an intake writes thousands, and the ORM takes longer for them than for all
    the rest of the intake.
    """
    actor = _writing(actor)
    authority = actor.on_behalf_of.authority if actor.on_behalf_of else ""
    deed, request = (actor.type, actor.id, actor.acted_for, authority, actor.via, action), request_id()
    rows = [
        (uuid7(), *deed, *_subject(subject), False, json.encode(detail or {}), request) for subject, detail in members
    ]
    return rawsql.copy_in("kernel_auditentry", COLUMNS, rows) if rows else 0


def _writing(actor: Actor) -> Actor:
    """Return ``actor`` with the means by which he is here, once he may write in this transaction."""
    _require_transaction()
    actor = _with_means(actor)
    require_authority(actor)
    return actor


def _with_means(actor: Actor) -> Actor:
    via = request_means(actor)
    return replace(actor, via=via) if via != actor.via else actor


def _require_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an audit entry is written in the transaction of its cause")


def _separate_connection() -> BaseDatabaseWrapper:
    return connections.create_connection(DEFAULT_DB_ALIAS)


def record_refusal(actor: Actor, action: str, subject: Subject, *, detail: Mapping[str, Any] | None = None) -> None:
    """Write a refusal on a connection of its own, so that it survives the rollback of what was refused."""
    entry = _entry(_with_means(actor), action, subject, detail, refused=True)
    fields = [field for field in AuditEntry._meta.concrete_fields if field.name != "occurred_at"]
    columns = ", ".join(str(field.column) for field in fields)
    marks = ", ".join("%s" for _ in fields)
    with closing(_separate_connection()) as connection, connection.cursor() as cursor:
        values = [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in fields]
        cursor.execute(f"INSERT INTO kernel_auditentry ({columns}) VALUES ({marks})", values)  # noqa: S608
