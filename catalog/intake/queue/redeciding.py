"""A run that carries decisions out: the rows that wait for what was decided are judged anew, without their source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

import msgspec
from django.db.models import Count

from catalog.intake.deciding import Decider
from catalog.intake.pipeline import Job, Pipeline, chunk_transaction, resting_collector
from catalog.intake.queue.withdrawing import Withdrawing
from catalog.intake.remembering import file_findings
from catalog.intake.rows import ANEW, Remembered, SourceRow
from catalog.intake.scratch import Scratch
from catalog.intake.staging import Waiting
from catalog.intake.standing import Standing
from catalog.intake.tally import Tally
from catalog.models import RowDecision, SourceRecord, StagedRow
from services_portal.kernel import clock, rawsql
from services_portal.kernel.runs.spool import Spool

PAGE: Final = 500
# What an earlier attempt at this run has judged anew, and waits for something else, is done with.
_MARK: Final = """
    UPDATE catalog_sourcerecord r SET basis = %s
      FROM catalog_rowdecision d
      JOIN catalog_finding f ON f.rule = d.rule AND f.cause = d.alike AND f.cause <> ''
     WHERE d.id = ANY(%s) AND r.city_id = d.city_id AND r.run_id = f.run_id AND r.row_number = f.row_number
       AND r.outcome = 'queued' AND r.run_id <> %s
"""
_WAITING: Final = """
    SELECT r.old_id, t.raw::text, t.waiting::text, r.id, r.checksum, r.basis, r.outcome, r.service_id,
           r.version_number, r.run_id, r.row_number, r.waiting_since, false
      FROM catalog_sourcerecord r JOIN catalog_stagedrow t ON t.run_id = r.run_id AND t.number = r.row_number
     WHERE r.city_id = %s AND r.basis = %s AND r.outcome = 'queued' AND t.waiting IS NOT NULL AND r.id > %s
     ORDER BY r.id LIMIT %s
"""
_LAST: Final = "SELECT coalesce(max(number), 0) FROM catalog_stagedrow WHERE run_id = %s"
_decoder: Final = msgspec.json.Decoder(Waiting)


class DecisionsPipeline(Pipeline):
    """The pipeline, but for where its rows come from: what was kept of those that wait."""

    def judge_anew(self) -> None:
        """Take in the rows that are to be judged anew."""
        basis, setting = self._begin()
        with Spool(SourceRow) as spool, Scratch() as scratch, resting_collector():
            for row in self._rows(self._recount()):
                spool.add(row)
            self._total = self.tally.rows + spool.count
            decider = Decider(setting, Standing(scratch, self._holds))
            self._take_in(spool, decider, basis, scratch)
            self._finish(None)
            self._note_basis(basis, decider)

    def _recount(self) -> int:
        """Count what an earlier attempt settled; return the number of the last row that it staged."""
        settled = StagedRow.objects.filter(run_id=self.job.run_id).order_by().values_list("outcome")
        for outcome, count in settled.annotate(count=Count("id")):
            self.tally.outcomes[outcome] += count
        return int((rawsql.fetch_one(_LAST, [self.job.run_id]) or (0,))[0])

    def _rows(self, number: int) -> Iterator[SourceRow]:
        last = 0
        while page := rawsql.fetch_all(_WAITING, [self.job.city.id, ANEW, last, PAGE]):
            for old_id, raw, waiting, *memory in page:
                number += 1
                told = _decoder.decode(waiting)
                remembered = Remembered(*memory)
                yield SourceRow(
                    number,
                    old_id,
                    remembered.checksum,
                    fields=told.fields,
                    raw=raw.encode(),
                    double=told.double,
                    notes=told.notes,
                    remembered=remembered,
                )
                last = remembered.id

    def _holds(self, key: str) -> bool:
        """Whether the source still holds a row of this key, as far as it was read last."""
        return SourceRecord.objects.filter(city=self.job.city, old_id=key).exclude(checksum=b"").exists()


class DecisionsWork:
    """Carry out what was decided and undone since the last such run."""

    held = False

    def __init__(self, job: Job) -> None:
        if job.lease is None:
            raise ValueError("decisions are not tried")
        self._job = job
        self._lease = job.lease
        self._pipeline = DecisionsPipeline(job)
        self._made: list[UUID] = []
        self._undone: list[UUID] = []
        self._is_done = False

    @property
    def tally(self) -> Tally:
        """What was counted so far."""
        return self._pipeline.tally

    def carry_out(self) -> None:
        """Put back what undone decisions had settled, then judge anew what waits for what was decided or undone."""
        due = RowDecision.objects.filter(city=self._job.city, taken_at=None).values_list("pk", "undone_at")
        for key, undone_at in due:
            (self._made if undone_at is None else self._undone).append(key)
        withdrawing = Withdrawing(self._job.city.id, self._job.run_id, self._lease)
        withdrawing.carry_out(self._undone)
        with chunk_transaction():
            self._lease.hold()
            rawsql.execute(_MARK, [ANEW, [*self._made, *self._undone], self._job.run_id])
            file_findings(self._job.run_id, [each for _old_id, each in withdrawing.kept])
        for old_id, each in withdrawing.kept:
            self.tally.note(each, row=None, old_id=old_id)
        self._pipeline.judge_anew()
        self._is_done = True

    def wind_up(self) -> None:
        """List what the chunks before have published."""
        self._pipeline.wind_up()

    def close(self) -> None:
        """Take the decisions off the list of those due, but for one that was undone meanwhile."""
        self._pipeline.close()
        if self._is_done:
            taken = {"taken_at": clock.now(), "taken_run_id": self._job.run_id}
            RowDecision.objects.filter(pk__in=self._made, undone_at=None).update(**taken)
            RowDecision.objects.filter(pk__in=self._undone).update(**taken)
