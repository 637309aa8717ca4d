"""One run over one city's old user database: read to its end, then judge, match and write by the thousand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from django.db import transaction

from accounts.intake.gone import Gone
from accounts.intake.judging import RULESET, Judge
from accounts.intake.reading import CHUNK, Reader
from accounts.intake.rows import Judged, Spooled
from accounts.intake.tally import Tally
from accounts.intake.writing import Chunk
from accounts.models import AccountRunPhase
from cities.adapters.base import SourceRef
from cities.adapters.registry import accounts_reader
from cities.manifests import CityManifest
from cities.manifests.schema import AccountsPart
from services_portal.kernel import rawsql
from services_portal.kernel.runs.lease import Lease
from services_portal.kernel.runs.scratch import Scratch
from services_portal.kernel.runs.spool import SealedSpool

Progress = Callable[[AccountRunPhase, int, int | None], None]
# No two chunks are matched at a time, of whichever cities: two rows of one person, met by neither, would be two.
_MATCHING_LOCK: Final = "SELECT pg_advisory_xact_lock(%s, 0)"
LOCK_CLASS: Final = 0x1419


def no_progress(phase: AccountRunPhase, done: int, total: int | None) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Job:
    """What a run works on. Without a lease it is a trial, whose caller rolls everything back."""

    run_id: UUID
    city_id: UUID
    manifest: CityManifest
    path: Path | None
    lease: Lease | None
    progress: Progress = no_progress
    shrink_accepted: bool = False


class Pipeline:
    """Carries a run out. ``tally`` holds its counts at every moment, also when it stopped midway; ``held``: so much is
    gone from the source that a person has to agree first, so nothing was marked."""

    def __init__(self, job: Job) -> None:
        self.tally = Tally()
        self.held = False
        self._job = job
        self._encoder = msgspec.json.Encoder()

    def run(self) -> None:
        """Do it. Raises AdapterError before anything is written, DomainError ``bad_manifest``, and as the lease."""
        job = self._job
        port = accounts_reader(job.manifest)
        part = part_of(job.manifest)
        with SealedSpool(Spooled) as spool, Scratch() as scratch:
            reader = Reader(
                run_id=job.run_id,
                city_id=job.city_id,
                salt=salt_of(part),
                spool=spool,
                scratch=scratch,
                tally=self.tally,
            )
            rows = port.accounts(job.manifest, SourceRef(job.path), on_finding=reader.notes.take)
            reader.read(rows, self._has_read)
            gone = Gone(job.city_id, scratch)
            gone.look()
            judge = Judge(part)
            for chunk in spool.chunks(CHUNK):
                self._take_in([judge.judge(row) for row in chunk], reader.rows)
            self.tally.gone = gone.count
            self.held = gone.is_doubted and not job.shrink_accepted
            if not self.held:
                for keys in gone.batches():
                    self._let_go(gone, keys, reader.rows)

    def _let_go(self, gone: Gone, keys: list[bytes], total: int) -> None:
        with transaction.atomic():
            if self._job.lease is not None:
                self._job.lease.hold()
            gone.mark(keys)
            self.tally.changes += len(keys)
            self._renew(total)

    def _renew(self, total: int) -> None:
        if self._job.lease is not None:
            self._job.lease.renew(
                phase=AccountRunPhase.MATCHING,
                done=self.tally.rows,
                total=total,
                outcomes=self._json(self.tally.outcomes),
                findings=self._json(self.tally.findings),
            )

    def _has_read(self, count: int) -> None:
        job = self._job
        if job.lease is not None:
            job.lease.renew(phase=AccountRunPhase.READING, done=count, total=None)
        job.progress(AccountRunPhase.READING, count, None)

    def _take_in(self, rows: Sequence[Judged], total: int) -> None:
        job, tally = self._job, self.tally
        with transaction.atomic():
            if job.lease is not None:
                job.lease.hold()
                lock_matching()
            for taken in Chunk(job.run_id, job.city_id).take_in(rows):
                tally.count(taken.decision.outcome, taken.decision.reason)
                for code in taken.row.findings:
                    tally.note(code, taken.row.number)
            tally.changes += len(rows)
            self._renew(total)
        job.progress(AccountRunPhase.MATCHING, tally.rows, total)

    def _json(self, counts: dict[str, int]) -> str:
        return self._encoder.encode(counts).decode()


def lock_matching() -> None:
    """Let nobody else match until the transaction ends."""
    rawsql.execute(_MATCHING_LOCK, [LOCK_CLASS])


def part_of(manifest: CityManifest) -> AccountsPart:
    """Return what the manifest says of accounts, which :func:`accounts_reader` has found there."""
    assert manifest.accounts is not None  # noqa: S101
    return manifest.accounts


def salt_of(part: AccountsPart) -> str:
    """Return what makes the checksum of every row another when the rules or the manifest's words do."""
    return f"accounts.oldaccount.checksum.{RULESET}.{msgspec.json.encode(part).decode()}"
