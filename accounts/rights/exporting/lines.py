"""What stands in the copy to read, line by line, whatever draws it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.rights.describing import described
from accounts.rights.gathering import Value, rows_about
from accounts.rights.registry import Group, PersonalData, personal_data

# A printed page shows some forty; whoever has more looks at the copy for machines, which has them all.
ROWS_PRINTED: Final = 1000


class Kind(StrEnum):
    """How a line is set."""

    GROUP = "group"
    TITLE = "title"
    NOTE = "note"
    ROW = "row"


@dataclass(frozen=True)
class Line:
    """One line: a text, and before it what it is called."""

    kind: Kind
    text: str
    label: str = ""


def lines_about(people: Sequence[UUID]) -> Iterator[Line]:
    """Yield all that is held about a person, in the language that is active, without keeping it."""
    before: Group | None = None
    for data in personal_data():
        if data.group is not before:
            yield Line(Kind.GROUP, str(Group(data.group).label))
            before = data.group
        yield from _lines_of(data, people)


def _lines_of(data: PersonalData, people: Sequence[UUID]) -> Iterator[Line]:
    told = described(data)
    yield Line(Kind.TITLE, told.title)
    yield Line(Kind.NOTE, told.purpose, _("Why"))
    yield Line(Kind.NOTE, f"{told.basis['where']}: {told.basis['says']}", _("On which law"))
    yield Line(Kind.NOTE, told.retention, _("How long"))
    yield Line(Kind.NOTE, told.on_erasure_words, _("When you close the account"))
    hidden = sorted({each["words"] for each in told.unshown})
    if hidden:
        yield Line(Kind.NOTE, "; ".join(hidden), _("Not shown"))
    rows = rows_about(data, people)
    count = 0
    for count, row in enumerate(islice(rows, ROWS_PRINTED), 1):
        yield Line(Kind.ROW, _row(row), f"{count}.")
    if count == 0:
        yield Line(Kind.ROW, _("nothing"))
    left = sum(1 for _row_left in rows)
    if left:
        more = ngettext("%(count)s more, in the JSON copy.", "%(count)s more, in the JSON copy.", left)
        yield Line(Kind.NOTE, more % {"count": left})


def _row(row: list[Value]) -> str:
    return " · ".join(f"{each.label}: {each.text}" for each in row if each.text)
