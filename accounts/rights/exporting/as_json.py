"""The copy for machines: UTF-8 JSON after ``export.schema.json``, written piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from accounts.rights.describing import described
from accounts.rights.gathering import Value, label_of, rows_about
from accounts.rights.registry import PersonalData, personal_data

FORMAT: Final = "services-portal/personal-data"
VERSION: Final = 1


def json_pieces(people: Sequence[UUID], *, made_at: datetime, language: str) -> Iterator[bytes]:
    """Yield the copy of all that is held about a person (the accounts ``people``), never holding more than a row.

    Words are in the language that is active; ``language`` names it.
    """
    head = {"format": FORMAT, "version": VERSION, "made_at": made_at.isoformat(), "language": language}
    yield _open(head) + b',"accounts":' + _said([str(each) for each in people]) + b',"holdings":['
    for place, data in enumerate(personal_data()):
        yield (b"," if place else b"") + _open(_head_of(data)) + b',"rows":['
        for number, row in enumerate(rows_about(data, people)):
            yield (b"," if number else b"") + _said(_row(row))
        yield b"]}"
    yield b"]}\n"


def _head_of(data: PersonalData) -> dict[str, Any]:
    columns = [{"name": name, "label": label_of(data, name)} for name in data.shown]
    columns += [{"name": each.name, "label": str(each.label)} for each in data.extras]
    return {**described(data).facts(), "columns": columns}


def _row(row: list[Value]) -> dict[str, Any]:
    return {each.name: each.value for each in row}


def _said(value: Any) -> bytes:
    return msgspec.json.encode(value)


def _open(value: dict[str, Any]) -> bytes:
    """Return an object without its closing brace, so that more can follow."""
    return _said(value)[:-1]
