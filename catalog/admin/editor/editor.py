"""The whole editor: the form and its rows as one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.forms import BoundField
from django.http import QueryDict

from catalog.admin.editor.content_form import SECTIONS, WIDE, ContentForm
from catalog.admin.editor.mapping import content_of, fields_of, rows_of
from catalog.admin.editor.rows import ROW_SETS, Known, RowSet
from catalog.content import ServiceContent
from services_portal.kernel.admin.base import show_refusal
from services_portal.kernel.errors import DomainError


@dataclass(frozen=True)
class Rows:
    """A set of rows as the page shows it."""

    name: str
    add_label: Any
    rows: RowSet


@dataclass(frozen=True)
class Section:
    """A part of the page."""

    heading: Any
    fields: tuple[tuple[BoundField, bool], ...]
    row_sets: tuple[Rows, ...]


class Editor:
    """Shows a content for editing, or what was typed; ``content()`` is what it says once it is valid."""

    def __init__(self, content: ServiceContent, *, city_id: UUID | None, data: QueryDict | None = None) -> None:
        initial, known = rows_of(content), Known.of(city_id)
        self.form = ContentForm(data, initial=fields_of(content), use_required_attribute=False)
        self.rows: dict[str, RowSet] = {
            name: row_set(data, prefix=name, initial=initial[name], form_kwargs={"known": known})
            for name, (_label, row_set) in ROW_SETS.items()
        }

    def is_valid(self) -> bool:
        """Whether everything can be read; every part is checked, so that all mistakes show at once."""
        return all([self.form.is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    def content(self) -> ServiceContent:
        """Return what the valid editor says."""
        return content_of(self.form.cleaned_data, {name: rows.live() for name, rows in self.rows.items()})

    def refuse(self, refusal: DomainError) -> None:
        """Show a refusal beside the fields it speaks of."""
        show_refusal(self.form, refusal)

    def sections(self) -> Iterator[Section]:
        """Yield the parts of the page in their order."""
        for heading, fields, row_sets in SECTIONS:
            yield Section(
                heading,
                tuple((self.form[name], name in WIDE) for name in fields),
                tuple(Rows(name, ROW_SETS[name][0], self.rows[name]) for name in row_sets),
            )


def rearranged(data: QueryDict) -> QueryDict | None:
    """Return the data with a row added or taken away when that is the button pressed (no script needed), else None."""
    added, removed = data.get("_add"), data.get("_remove")
    if not added and not removed:
        return None
    changed = data.copy()
    if added in ROW_SETS:
        total = f"{added}-TOTAL_FORMS"
        changed[total] = str(min(_count(changed, total) + 1, 200))
    elif removed and removed.rpartition("-")[0] in ROW_SETS:
        changed[f"{removed}-DELETE"] = "on"
    return changed


def _count(data: Mapping[str, Any], name: str) -> int:
    value = str(data.get(name, ""))
    return int(value) if re.fullmatch(r"[0-9]{1,4}", value) else 0
