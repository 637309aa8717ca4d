"""What is held about a person is erased, as each app declared it: deleted, emptied, set aside, or kept.

Everything is looked up before anything is deleted, for what is held is found by what is held. The audit log stays
whole: its entries name rows by numbers that lead nowhere afterwards, and hold nothing that says who it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import ProtectedError

from accounts.models import Closure, SetAside
from accounts.rights.gathering import AT_ONCE, values_of
from accounts.rights.registry import OnErasure, PersonalData, personal_data

GOES: Final = (OnErasure.DELETED, OnErasure.SET_ASIDE)


@dataclass(frozen=True)
class Fate:
    """What becomes of the rows of one model: how many there are, and whether anything of them stays."""

    data: PersonalData
    count: int


def fates_of(people: Sequence[UUID]) -> list[Fate]:
    """Return what would become of all that is held about a person; of what is not held, nothing."""
    found = [Fate(data, data.rows_of(people).count()) for data in personal_data()]
    return [fate for fate in found if fate.count]


def erase(people: Sequence[UUID], *, closure: Closure, at: datetime) -> dict[str, int]:
    """Erase what is held about a person (the accounts ``people``) in the caller's transaction, which holds the lock on
    the accounts; returns how many rows of which model went or were emptied.

    Raises ProtectedError when a row that stays by its declaration needs one that goes: then nothing has happened.
    """
    rows = [(data, list(data.rows_of(people).values_list("pk", flat=True))) for data in personal_data()]
    for data, _keys in rows:
        if data.on_erasure is OnErasure.SET_ASIDE:
            SetAside.objects.bulk_create(_set_aside(data, people, closure, at), batch_size=AT_ONCE)
    for data, keys in rows:
        if data.on_erasure is OnErasure.EMPTIED:
            data.model._base_manager.filter(pk__in=keys).update(**data.emptied)
    _delete([(data, keys) for data, keys in rows if data.on_erasure in GOES and keys])
    return {data.model_label: len(keys) for data, keys in rows if keys and data.on_erasure != OnErasure.KEPT}


def _set_aside(data: PersonalData, people: Sequence[UUID], closure: Closure, at: datetime) -> Iterator[SetAside]:
    assert data.law is not None  # noqa: S101 - the registry holds it
    until = at + timedelta(days=data.kept_days)
    for row in data.rows_of(people).iterator(chunk_size=AT_ONCE):
        content = msgspec.json.encode({value.name: value.value for value in values_of(data, row)}).decode()
        yield SetAside(closure=closure, kind=data.model_label, law=data.law.code, until=until, content=content)


def _delete(rows: list[tuple[PersonalData, list[Any]]]) -> None:
    """Delete rows in whichever order their pointers allow."""
    while rows:
        left: list[tuple[PersonalData, list[Any]]] = []
        protected: ProtectedError | None = None
        for data, keys in rows:
            try:
                data.model._base_manager.filter(pk__in=keys).delete()
            except ProtectedError as error:
                left.append((data, keys))
                protected = error
        if protected is not None and len(left) == len(rows):
            raise protected
        rows = left
