"""Rows that go from one account to another and back. The caller has locked both accounts, in a transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet

from accounts.merging.pointers import Pointer


class Moved(NamedTuple):
    """A row that went over: its key, and what it said before of that which was reset."""

    key: Any
    before: dict[str, Any]


def move(pointer: Pointer, *, source: UUID, target: UUID, only: Collection[Any] | None = None) -> list[Moved]:
    """Let the rows of ``source`` (``only`` these, by their keys) become those of ``target``, but for those that it has
    already; return what went.

    In what order rows are asked for by two callers does not matter: each holds the lock on both accounts.
    """
    rows = _rows(pointer, source).exclude(pk__in=_held_already(pointer, source, target))
    if only is not None:
        rows = rows.filter(pk__in=only)
    names = list(pointer.resets)
    going = [Moved(key, dict(zip(names, said, strict=True))) for key, *said in rows.values_list("pk", *names)]
    _rows(pointer, source).filter(pk__in=[each.key for each in going]).update(
        **{pointer.field_name: target, **pointer.resets}
    )
    return going


def move_back(pointer: Pointer, moved: Sequence[Moved], *, source: UUID, target: UUID) -> int:
    """Give rows that ``source`` lost back to it, as they were; return how many. One that is gone since stays gone."""
    count = 0
    for key, before in moved:
        count += _rows(pointer, target).filter(pk=key).update(**{pointer.field_name: source, **before})
    return count


def keys_of(pointer: Pointer, holder: UUID) -> list[str]:
    """Return the keys of the rows that ``holder`` has, as text."""
    return [str(key) for key in _rows(pointer, holder).values_list("pk", flat=True)]


def _rows(pointer: Pointer, holder: UUID) -> QuerySet[models.Model]:
    return pointer.model._base_manager.filter(**{pointer.field_name: holder}).order_by("pk")


def _held_already(pointer: Pointer, source: UUID, target: UUID) -> set[Any]:
    """Return the keys of those rows of ``source`` that a unique constraint would not let stand beside ``target``'s."""
    held: set[Any] = set()
    for columns, condition, nulls_alike in _unique_sets(pointer):
        theirs = set(_rows(pointer, target).filter(condition).values_list(*columns)) if columns else set()
        is_taken = not columns and _rows(pointer, target).filter(condition).exists()
        for key, *said in _rows(pointer, source).filter(condition).values_list("pk", *columns):
            compared = nulls_alike or None not in said
            if is_taken or (compared and tuple(said) in theirs):
                held.add(key)
    return held


def _unique_sets(pointer: Pointer) -> Iterator[tuple[list[str], Q, bool]]:
    """Yield what may be only once: the columns beside the pointer, under what condition, whether nulls are alike."""
    meta, own = pointer.model._meta, pointer.field_name
    if getattr(meta.get_field(own), "unique", False):
        yield [], Q(), False
    together = [list(names) for names in meta.unique_together if own in names]
    named = [each for each in meta.constraints if isinstance(each, models.UniqueConstraint) and own in each.fields]
    for names in together:
        yield [name for name in names if name != own], Q(), False
    for each in named:
        if not set(_columns_of(each.condition)) & set(pointer.resets):
            columns = [name for name in each.fields if name != own]
            yield columns, each.condition or Q(), each.nulls_distinct is False


def _columns_of(condition: Q | None) -> Iterator[str]:
    for child in condition.children if condition is not None else ():
        if isinstance(child, Q):
            yield from _columns_of(child)
        elif isinstance(child, tuple):
            yield str(child[0]).partition("__")[0]
