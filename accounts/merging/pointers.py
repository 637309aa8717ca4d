"""All that points at a person, and where it goes when two accounts become one.

Each app declares its own pointers when it starts (``apps.py``). A foreign key to an account that nobody declared stops
the start, and so does a declaration of what is not there: see :func:`wrong_pointers` and ``accounts.checks``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q


class OnMerge(StrEnum):
    """What becomes of the rows of the account that is absorbed.

    ``moves``: they become the survivor's, and come back when the merge is undone; a row that the survivor has already,
    as a constraint sees it, stays. ``stays``: they remain with the absorbed account. ``ends``: they are deleted.
    """

    MOVES = "moves"
    STAYS = "stays"
    ENDS = "ends"


class Meanwhile(StrEnum):
    """What becomes of the survivor's rows that were written after the merge, when it is undone.

    ``owner``: those that were written by the means of the absorbed account go to it. ``follows``: they go with what
    they belong to, and nobody asks whose they are by themselves. ``stays``: they remain the survivor's. ``ends``: they
    are deleted, for they are neither's.
    """

    OWNER = "owner"
    FOLLOWS = "follows"
    STAYS = "stays"
    ENDS = "ends"


# The name of another pointer and the key of its row: what a row belongs to.
Followed = tuple[str, Any]
_MEANWHILE: Final = {
    OnMerge.MOVES: Meanwhile.OWNER,
    OnMerge.STAYS: Meanwhile.STAYS,
    OnMerge.ENDS: Meanwhile.ENDS,
}


@dataclass(frozen=True)
class Pointer:
    """A foreign key to an account. ``resets`` are values that a row takes when it moves and gives back afterwards: of
    that which a person can have only one, marked so, the survivor keeps his own.

    ``meanwhile`` says what becomes of rows that are written while accounts are one. ``follows`` tells what a row
    belongs to, ``told`` which entries of the audit log tell of it where they are not about the row itself; the latest
    counts.
    ``opens`` marks that by which somebody signs in: what cannot go to its owner is removed, for it would open another's
    account, and staff give none to anybody.
    """

    model_label: str
    field_name: str
    on_merge: OnMerge
    resets: Mapping[str, Any] = field(default_factory=dict)
    meanwhile: Meanwhile = Meanwhile.STAYS
    follows: Callable[[Any], Followed | None] | None = None
    told: Callable[[Any], Q] | None = None
    opens: bool = False

    @property
    def name(self) -> str:
        """``app.Model.field``."""
        return f"{self.model_label}.{self.field_name}"

    @property
    def model(self) -> type[models.Model]:
        """The model whose rows point at a person."""
        return apps.get_model(self.model_label)


_POINTERS: Final[dict[str, Pointer]] = {}


def declare_pointer(
    model_label: str,
    field_name: str,
    on_merge: OnMerge,
    *,
    resets: Mapping[str, Any] | None = None,
    meanwhile: Meanwhile | None = None,
    follows: Callable[[Any], Followed | None] | None = None,
    told: Callable[[Any], Q] | None = None,
    opens: bool = False,
) -> Pointer:
    """Declare where the rows that ``model_label`` (``app.Model``) points at a person by ``field_name`` go.

    What is written while accounts are one goes, where nothing else is said, to its owner if rows move, ends if they
    end, and stays if they stay; see :class:`Pointer`. Raises ValueError when it is declared already, or resets what
    does not move.
    """
    since = meanwhile or _MEANWHILE[on_merge]
    pointer = Pointer(model_label, field_name, on_merge, resets or {}, since, follows, told, opens)
    if pointer.name in _POINTERS:
        raise ValueError(f"{pointer.name} is declared twice")
    if pointer.resets and on_merge is not OnMerge.MOVES:
        raise ValueError(f"{pointer.name} does not move, so nothing of it is reset")
    _POINTERS[pointer.name] = pointer
    return pointer


def pointers() -> Iterator[Pointer]:
    """Yield every declared pointer, in the order of their names."""
    return iter(sorted(_POINTERS.values(), key=lambda each: each.name))


def pointer_named(name: str) -> Pointer:
    """Return a pointer by its name. Raises KeyError."""
    return _POINTERS[name]


def wrong_pointers(found: Iterable[type[models.Model]], declared: Iterable[Pointer]) -> list[str]:
    """Return what is wrong, a sentence each: pointers of these models that nobody declared, and empty declarations."""
    known = {pointer.name: pointer for pointer in declared}
    there = {f"{model._meta.label}.{each.name}" for model in found for each in _to_people(model)}
    wrong = [
        f"{name} points at a person, and nobody says what becomes of it in a merge." for name in there - set(known)
    ]
    wrong += [f"{name} is declared, but there is no such pointer at a person." for name in set(known) - there]
    for name in set(known) & there:
        wrong += _uncomparable(known[name])
    return sorted(wrong)


def _to_people(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    if model._meta.proxy or not model._meta.managed:
        return
    for each in model._meta.local_fields:
        target = each.remote_field and each.remote_field.model
        if isinstance(target, type) and target._meta.label == settings.AUTH_USER_MODEL:
            yield each


def _uncomparable(pointer: Pointer) -> Iterator[str]:
    """Tell of constraints that :mod:`accounts.merging.moving` could not keep."""
    for name in pointer.resets:
        try:
            pointer.model._meta.get_field(name)
        except FieldDoesNotExist:
            yield f"{pointer.name} resets {name}, which is no field."
    if pointer.on_merge is not OnMerge.MOVES:
        return
    for constraint in pointer.model._meta.constraints:
        expressions = constraint.expressions if isinstance(constraint, models.UniqueConstraint) else ()
        if any(_mentions(each, pointer.field_name) for each in expressions):
            yield f"{pointer.name} moves, but {constraint.name} is unique by an expression."


def _mentions(expression: Any, field_name: str) -> bool:
    if isinstance(expression, models.F):
        return bool(vars(expression)["name"] == field_name)
    inner = expression.get_source_expressions() if hasattr(expression, "get_source_expressions") else ()
    return any(_mentions(each, field_name) for each in inner) if not isinstance(expression, str) else False
