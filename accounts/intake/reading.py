"""The first half of a run: read the source to its end, write nothing, keep on disk, sealed, what is not as it was.

A row is as it was when what it says has the keyed checksum that is remembered, by the same manifest and rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final
from uuid import UUID

import msgspec

from accounts.intake.judging import fields_of
from accounts.intake.rows import JOINT, Spooled
from accounts.intake.tally import Tally
from cities.adapters.base import AccountRow, AdapterFinding, Severity
from services_portal.kernel import rawsql
from services_portal.kernel.crypto import blind_index
from services_portal.kernel.runs.scratch import Scratch
from services_portal.kernel.runs.spool import Spool

CHUNK: Final = 1000
LONGEST_KEY: Final = 200
_KNOWN: Final = """
    SELECT key, checksum, outcome, reason, run_id = %s, gone_at IS NOT NULL
      FROM accounts_oldaccount WHERE city_id = %s AND key = ANY(%s)
"""
_encoder: Final = msgspec.json.Encoder(order="sorted")


class Notes:
    """What the adapter reported: the gravest of each row, and of the source as a whole."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._broken: set[int] = set()

    def take(self, finding: AdapterFinding) -> None:
        """Count a finding; an error keeps its row out."""
        self._tally.note(finding.code, finding.row)
        if finding.row is not None and finding.severity is Severity.ERROR:
            self._broken.add(finding.row)

    def is_broken(self, number: int) -> bool:
        """Whether the row could not be read whole; asked once a row."""
        if number not in self._broken:
            return False
        self._broken.discard(number)
        return True


class Reader:
    """Reads one source for one run. ``salt`` changes with whatever makes all rows be judged anew."""

    def __init__(
        self, *, run_id: UUID, city_id: UUID, salt: str, spool: Spool[Spooled], scratch: Scratch, tally: Tally
    ) -> None:
        self._run_id = run_id
        self._city_id = city_id
        self._salt = salt
        self._spool = spool
        self._scratch = scratch
        self._tally = tally
        self.notes = Notes(tally)
        self.rows = 0

    def read(self, rows: Iterable[AccountRow], on_chunk: Callable[[int], None]) -> None:
        """Read all rows; ``on_chunk`` is told the count now and then. Passes on whatever ``rows`` raises."""
        chunk: list[Spooled] = []
        for row in rows:
            self.rows += 1
            chunk.append(self._take(row))
            if len(chunk) == CHUNK:
                self._compare(chunk)
                on_chunk(self.rows)
                chunk = []
        self._compare(chunk)
        on_chunk(self.rows)

    def _take(self, row: AccountRow) -> Spooled:
        fields = fields_of(row.fields)
        checksum = blind_index(_encoder.encode(fields).decode(), self._salt)
        old_id, refused = fields.get("old_id", ""), ""
        if not old_id or len(old_id) > LONGEST_KEY:
            old_id, refused = f"{JOINT}{self.rows}", "row.no_id"
        key = self._key(old_id)
        met = self._scratch.meet(key.hex(), checksum[:8])
        if met is not None:
            refused = "row.repeated" if met == checksum[:8] else "row.doubled"
            key = self._key(f"{old_id}{JOINT}{self.rows}")
        if self.notes.is_broken(row.number):
            refused = refused or "row.broken"
        return Spooled(row.number, key, checksum, {} if refused else fields, refused)

    def _key(self, old_id: str) -> bytes:
        return key_of(self._city_id, old_id)

    def _compare(self, chunk: list[Spooled]) -> None:
        asked = [self._run_id, self._city_id, [row.key for row in chunk]]
        known = {values[0]: values[1:] for values in rawsql.fetch_all(_KNOWN, asked)} if chunk else {}
        for row in chunk:
            checksum, outcome, reason, of_this_run, is_gone = known.get(row.key, (b"", "", "", False, False))
            if checksum != row.checksum or is_gone:
                self._spool.add(row)
            elif of_this_run:
                self._tally.count(outcome, reason)
                self._tally.changes += 1
            else:
                self._tally.stay(outcome)
        self._scratch.settle()


def key_of(city_id: UUID, old_id: str) -> bytes:
    """Return the keyed hash under which a city's row of this old id is kept."""
    return blind_index(old_id, f"accounts.oldaccount.key.{city_id}")
