"""A source row on its way through the run, and what the registry remembers of it from the last one."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

SAME: Final = "same"
OTHER: Final = "other"
# The basis of a row that is to be judged anew whatever became of the directory: no directory has this digest.
ANEW: Final = "anew"
# Sets apart what was appended to an old id that occurs twice; no system writes this sign.
JOINT: Final = "␟"


class Remembered(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A SourceRecord, as read in bulk."""

    id: int
    checksum: bytes
    basis: str
    outcome: str
    service_id: UUID | None
    version_number: int | None
    run_id: UUID | None
    row_number: int
    waiting_since: datetime | None
    of_this_run: bool


class Note(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What the adapter met in a row: rule id, gravity, field, evidence."""

    rule: str
    severity: str
    field: str
    evidence: str


class SourceRow(msgspec.Struct, array_like=True):
    """One row of the source. ``key`` is its old id, or what stands for one where that is missing or occurs twice.

    ``raw`` is the source's own columns as JSON, ready to be staged. ``double`` says that the id occurred before, with
    the same or with other content; ``judged`` that only the directory changed since the row was last judged.
    """

    number: int
    key: str
    checksum: bytes
    fields: dict[str, str] = {}
    raw: bytes = b""
    double: str = ""
    notes: list[Note] = []
    remembered: Remembered | None = None
    judged: bool = False
