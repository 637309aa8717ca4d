"""What is held about one person, as he is shown it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rights.registry import PersonalData
from accounts.selectors import parts_of
from services_portal.kernel.text import current_language, pick

AT_ONCE: Final = 500


@dataclass(frozen=True)
class Value:
    """One value: the column, what it is called, the value as JSON holds it, and as a person reads it."""

    name: str
    label: str
    value: Any
    text: str


def accounts_of(user: User) -> list[UUID]:
    """Return the accounts of one person: his, and those that have become parts of it."""
    return [user.pk, *(part.pk for part in parts_of(user))]


def rows_about(data: PersonalData, people: Sequence[UUID]) -> Iterator[list[Value]]:
    """Yield what ``data`` holds about a person, a row after the other, without keeping them."""
    for row in data.rows_of(people).iterator(chunk_size=AT_ONCE):
        yield values_of(data, row)


def values_of(data: PersonalData, row: models.Model) -> list[Value]:
    """Return what is shown of ``row``, in the language of the reader."""
    shown = [_value(data, row, name) for name in data.shown]
    return shown + [Value(each.name, str(each.label), each.read(row), each.read(row)) for each in data.extras]


def label_of(data: PersonalData, name: str) -> str:
    """Return what the column is called."""
    if name in data.labels:
        return str(data.labels[name])
    return str(getattr(data.model._meta.get_field(name), "verbose_name", name))


def _value(data: PersonalData, row: models.Model, name: str) -> Value:
    field = data.model._meta.get_field(name)
    held = getattr(row, name)
    label = label_of(data, name)
    if name in data.texts:
        return Value(name, label, held, str(data.texts[name](held)))
    if getattr(field, "choices", None):
        return Value(name, label, held, str(getattr(row, f"get_{name}_display")()))
    if field.is_relation:
        said = _said(held)
        return Value(name, label, said or None, said)
    return Value(name, label, _plain(held), _read(held))


def _said(related: models.Model | None) -> str:
    """Return the name of what a row points at, in the language of the reader."""
    if related is None:
        return ""
    name = getattr(related, "name", None)
    return pick(name, current_language()) if isinstance(name, Mapping) else str(name or related)


def _plain(held: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(held, datetime.datetime):
        return timezone.localtime(held).isoformat()
    if held is None or isinstance(held, str | int | bool | float):
        return held
    return str(held)


def _read(held: Any) -> str:
    """Return a value as a person reads it."""
    if held is None or held == "":
        return ""
    if isinstance(held, bool):
        return _("yes") if held else _("no")
    if isinstance(held, datetime.datetime):
        return formats.date_format(timezone.localtime(held), "Y-m-d H:i:s")
    if isinstance(held, str | Promise):
        return str(held)
    return str(held)
