"""The first half of a run: read the source to its end, write nothing, keep on disk what is not as it was.

A row is as it was when what its fields are made from has the checksum that the registry remembers, by the same
manifest and the same rules. What was kept waiting or refused is judged again when the directory has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import connection

from catalog.intake.first_look import FirstLook
from catalog.intake.rows import ANEW, JOINT, OTHER, SAME, Note, Remembered, SourceRow
from catalog.intake.scratch import Scratch
from catalog.intake.tally import Tally
from cities.adapters.base import AdapterFinding, CatalogueRow
from cities.adapters.mapping import LaterFields
from services_portal.kernel.runs.plain import json_bytes, plain
from services_portal.kernel.runs.spool import Spool

CHUNK: Final = 1000
KEY_LIMIT: Final = 200
# Two looks: the first is all that an unchanged row needs, and a key costs more to read than the rest of it.
_KNOWN: Final = """
    SELECT old_id, checksum, basis, outcome, coalesce(run_id = %s, false)
      FROM catalog_sourcerecord WHERE city_id = %s AND old_id = ANY(%s)
"""
_REMEMBERED: Final = """
    SELECT old_id, id, checksum, basis, outcome, service_id, version_number, run_id, row_number,
           waiting_since, coalesce(run_id = %s, false)
      FROM catalog_sourcerecord WHERE city_id = %s AND old_id = ANY(%s)
"""
Taken = tuple[SourceRow, CatalogueRow]


@dataclass
class Notes:
    """What the adapter reported: by row, and of the source as a whole."""

    of_rows: dict[int, list[Note]] = field(default_factory=dict)
    of_source: list[AdapterFinding] = field(default_factory=list)

    def take(self, finding: AdapterFinding) -> None:
        """Keep a finding until its row comes."""
        if finding.row is None:
            self.of_source.append(finding)
        else:
            place, evidence = plain(finding.field or ""), plain(finding.evidence)
            note = Note(finding.code, str(finding.severity), place, evidence)
            self.of_rows.setdefault(finding.row, []).append(note)


class Reader:
    """Reads one source for one run.

    ``scratch`` holds every key of the source, with the mark of its content: nothing here grows with the source.
    """

    def __init__(
        self,
        *,
        run_id: UUID,
        city_id: UUID,
        salt: bytes,
        basis: str,
        spool: Spool[SourceRow],
        scratch: Scratch,
        tally: Tally,
        look: FirstLook,
    ) -> None:
        self._run_id = run_id
        self._city_id = city_id
        self._salt = salt
        self._basis = basis
        self._spool = spool
        self._tally = tally
        self._look = look
        self._encoder = msgspec.msgpack.Encoder(enc_hook=str)
        self._scratch = scratch
        self.notes = Notes()
        self.rows = 0
        # How many of the remembered rows the source still holds.
        self.met = 0

    def read(self, rows: Iterable[CatalogueRow], on_chunk: Callable[[int], None]) -> None:
        """Read all rows; ``on_chunk`` is told the count now and then. Passes on whatever ``rows`` raises."""
        chunk: list[Taken] = []
        for row in rows:
            self.rows += 1
            chunk.append((self._take(row), row))
            if len(chunk) == CHUNK:
                self._compare(chunk)
                self._scratch.settle()
                on_chunk(self.rows)
                chunk = []
        if chunk:
            self._compare(chunk)
        self._scratch.settle()
        on_chunk(self.rows)

    def _take(self, row: CatalogueRow) -> SourceRow:
        fields = row.fields
        told: Any = row.basis if row.basis is not None else dict(fields)
        key = fields.old_id() if isinstance(fields, LaterFields) else fields.get("old_id", "").strip()
        try:
            encoded = self._encoder.encode(told)
            key.encode()
        except UnicodeEncodeError:
            encoded, key = self._encoder.encode(plain(told)), plain(key)
        checksum = hashlib.blake2b(encoded, digest_size=16, key=self._salt).digest()
        mark = checksum[:8]
        double = ""
        if not key or len(key) > KEY_LIMIT or "\x00" in key:
            key = f"{JOINT}{self.rows}"
            self._scratch.meet(key, mark)
        elif (known := self._scratch.meet(key, mark)) is not None:
            double = SAME if known == mark else OTHER
            key = f"{key}{JOINT}{self.rows}"
            self._scratch.meet(key, mark)
        notes = self.notes.of_rows.pop(row.number, None) if self.notes.of_rows else None
        return SourceRow(row.number, key, checksum, double=double, notes=notes or [])

    def _compare(self, chunk: list[Taken]) -> None:
        known = {values[0]: values[1:] for values in self._ask(_KNOWN, [row.key for row, _source in chunk])}
        self.met += sum(1 for values in known.values() if values[0])
        changed = [
            (row, source)
            for row, source in chunk
            if row.key not in known or not self._is_as_it_was(row, known[row.key])
        ]
        # A run that is taken up again looks also at what it settled before: a row is alike to those as well.
        for row, source in chunk:
            if row.key in known and known[row.key][-1] and not row.double:
                self._look.add(row.number, source.fields)
        keys = [row.key for row, _source in changed if row.key in known]
        remembered = {values[0]: Remembered(*values[1:]) for values in self._ask(_REMEMBERED, keys)} if keys else {}
        for row, source in changed:
            row.remembered = remembered.get(row.key)
            self._keep(row, source)

    def _ask(self, question: str, keys: list[str]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(question, [self._run_id, self._city_id, keys])
            return cursor.fetchall()

    def _is_as_it_was(self, row: SourceRow, known: tuple[bytes, str, str, bool]) -> bool:
        """Whether nothing is to be done for the row; it is counted then."""
        checksum, basis, outcome, of_this_run = known
        if checksum != row.checksum:
            return False
        if of_this_run:
            self._tally.count(outcome)
        elif not basis or basis == self._basis:
            self._tally.stay(outcome)
        else:
            row.judged = basis != ANEW
            return False
        return True

    def _keep(self, row: SourceRow, source: CatalogueRow) -> None:
        row.fields = source.fields.as_dict() if isinstance(source.fields, LaterFields) else dict(source.fields)
        if not row.double and not (row.remembered and row.remembered.of_this_run):
            self._look.add(row.number, row.fields)
        raw = dict(source.raw)
        try:
            row.raw = json_bytes(raw)
            self._spool.add(row)
        except (UnicodeEncodeError, TypeError):
            # Text that is no Unicode, or a key that JSON has no word for.
            row.fields = plain(row.fields)
            row.raw = json_bytes(plain(msgspec.to_builtins(raw, enc_hook=str)))
            self._spool.add(row)
