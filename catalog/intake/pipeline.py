"""One run from end to end: read the source, then take in what changed, then retire what is gone.

Reading writes nothing. What changed is written in chunks, each in one transaction with its share of everything: staged
rows, findings, memory, services, links, the run's counts and its lease. So a process may die anywhere: what it had
committed the next attempt finds as done by this run, the rest it does. A dry run goes the same way without the writes.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from catalog.intake.applying import Applier
from catalog.intake.deciding import Decider, Decision
from catalog.intake.first_look import FirstLook
from catalog.intake.gone import Count, Extent, Gone, WholeSource, count_gone, is_any_gone, mark_gone
from catalog.intake.listings import refresh_listings
from catalog.intake.reading import Reader
from catalog.intake.remembering import Rememberer, file_findings, recall, settle_basis
from catalog.intake.rows import SourceRow
from catalog.intake.rules.registry import Found, found
from catalog.intake.scratch import Scratch
from catalog.intake.setting import Policies, Setting, directory_basis, load_setting
from catalog.intake.sources import GONE_KEPT, SHRUNK, reported
from catalog.intake.staging import unstage
from catalog.intake.standing import Standing
from catalog.intake.tally import Tally
from catalog.models import Outcome, RunPhase
from catalog.services.service_retire import services_retire_bulk
from cities.adapters.base import AdapterFinding, CatalogueRow
from cities.models import City
from services_portal.kernel.actor import Actor
from services_portal.kernel.runs.ahead import Ahead
from services_portal.kernel.runs.lease import Lease
from services_portal.kernel.runs.spool import Spool

CHUNK: Final = 1000
RENEW_EVERY: Final = 5.0
SWEPT_EVERY: Final = 8
Progress = Callable[[RunPhase, int, int | None], None]


@contextmanager
def chunk_transaction() -> Iterator[None]:
    """A transaction that does not wait for the disk.

    Should the database itself fall over, the last chunks are lost whole, with their share of the run's counts, and the
    next attempt does them again. The commit that settles the run waits, and with it all before.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        yield


@contextmanager
def resting_collector() -> Iterator[None]:
    """Let the garbage collector rest but for :func:`sweep`.

    A chunk makes many small objects, next to none of them in a circle. Looking at them while they are in use costs a
    twentieth of the run, and frees nothing.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def sweep(chunk: int) -> None:
    """Collect what chunks have left in circles, after some of them: little is, and what is in use is looked at too."""
    if chunk % SWEPT_EVERY == 0:
        gc.collect(0)


def no_progress(phase: RunPhase, done: int, total: int | None) -> None:
    """Tell nobody."""


@dataclass
class Job:
    """What a run works with. Without a ``lease`` it is a dry run and writes nothing; one that ``rehearses`` stages what
    it would do and writes no more. Where the ``portal_leads`` the source's changes are shown to people."""

    city: City
    policies: Policies
    actor: Actor
    shrink_limit: float
    run_id: UUID
    lease: Lease | None = None
    shrink_accepted: bool = False
    rehearses: bool = False
    portal_leads: bool = False
    progress: Progress = no_progress


@dataclass
class Pipeline:
    """Carries one job out. ``tally`` holds the counts at every moment."""

    job: Job
    tally: Tally = field(default_factory=Tally)
    held: bool = False
    _renewed: float = 0.0
    _of_source: list[Found] = field(default_factory=list)
    _basis: tuple[str, str] = ("", "")
    # How many rows there are to take in, once the source is read to its end.
    _total: int | None = None

    def _take_up(self) -> None:
        """Count what an earlier attempt settled; one that only staged settled nothing and is done anew."""
        if self.job.rehearses:
            with transaction.atomic():
                unstage(self.job.run_id)
        else:
            recall(self.tally, self.job.run_id)

    def _begin(self) -> tuple[str, Setting]:
        """Return the basis that rows are judged by, and the world as this run sees it."""
        job = self.job
        if job.lease and job.lease.attempt > 1:
            self._take_up()
        basis = directory_basis(job.city)
        setting = load_setting(job.city, job.policies)
        setting.portal_leads = job.portal_leads
        return basis, setting

    def run(self, rows: Iterable[CatalogueRow], notes: Callable[[Reader], None]) -> None:
        """Take the rows in. ``notes`` is given the reader, so that the adapter can report to it while it reads.

        Raises AdapterError before anything is written, LeaseLostError when another process took over.
        """
        job = self.job
        basis, setting = self._begin()
        seen = closing(FirstLook(setting.facts))
        with Spool(SourceRow) as spool, Scratch() as scratch, seen as look, resting_collector():
            reader = Reader(
                run_id=job.run_id,
                city_id=job.city.id,
                salt=setting.salt,
                basis=basis,
                spool=spool,
                scratch=scratch,
                tally=self.tally,
                look=look,
            )
            notes(reader)
            reader.read(rows, self._reading)
            self._total = reader.rows
            any_gone = self._is_any_gone(reader)
            self._note_source(reader.notes.of_source, look.settle())
            extent = self._extent(scratch)
            decider = Decider(setting, Standing(scratch, extent.saw), look=look)
            self._take_in(spool, decider, basis, scratch)
            self._finish(extent if any_gone else None)
            self._note_basis(basis, decider)

    def _note_basis(self, basis: str, decider: Decider) -> None:
        """Keep what the rows were judged by, and what the directory has become by what the run added to it."""
        if self.job.lease and not self.job.rehearses:
            self._basis = (basis, directory_basis(self.job.city) if decider.has_adopted else basis)

    # What a run that is not given the whole source sees otherwise (catalog.intake.changing).

    def _extent(self, scratch: Scratch) -> Extent:
        return WholeSource(self.job.city.id, scratch)

    def _is_any_gone(self, reader: Reader) -> bool:
        return is_any_gone(self.job.city.id, reader.met)

    # Reading.

    def _reading(self, count: int) -> None:
        sweep(count // CHUNK)
        self.job.progress(RunPhase.READING, count, None)
        now = time.monotonic()
        if self.job.lease and now - self._renewed > RENEW_EVERY:
            self._renewed = now
            self.job.lease.renew(phase=RunPhase.READING, done=0, total=None)

    def _note_source(self, findings: Iterable[AdapterFinding], seen: Iterable[Found]) -> None:
        self._of_source = [*(_found_in_source(finding) for finding in findings), *seen]
        for each in self._of_source:
            self.tally.note(each, row=None)
        if self.job.lease:
            with transaction.atomic():
                file_findings(self.job.run_id, self._of_source)

    # Taking in.

    def _take_in(self, spool: Spool[SourceRow], decider: Decider, basis: str, scratch: Scratch) -> None:
        job = self.job
        resumed = job.lease is not None and job.lease.attempt > 1
        rememberer = Rememberer(
            run_id=job.run_id,
            city_id=job.city.id,
            basis=basis,
            resumed=resumed,
            ignored_parameters=job.policies.ignored_parameters,
        )
        applier = Applier(actor=job.actor, city_id=job.city.id, run_id=job.run_id, rememberer=rememberer)
        with Ahead(map(decider.read, spool.chunks(CHUNK))) as chunks:
            for number, decisions in enumerate(chunks):
                self._settle(decisions, decider, applier, chunks.begin)
                scratch.settle()
                sweep(number)
                job.progress(RunPhase.APPLYING, self.tally.rows, self._total)

    def _settle(
        self, decisions: Sequence[Decision], decider: Decider, applier: Applier, go_on: Callable[[], None]
    ) -> None:
        """Write what follows from these rows, or only count it; ``go_on`` has the next ones read meanwhile."""
        lease = self.job.lease
        if lease is None:
            decider.decide(decisions)
            decider.take_adoptions()
            self._count(decisions)
            return
        with chunk_transaction():
            lease.hold()
            decider.decide(decisions)
            adoptions = decider.take_adoptions()
            if self.job.rehearses:
                applier.rehearse(decisions)
            else:
                applier.write(decisions, adoptions)
            self._count(decisions)
            self._renew(RunPhase.APPLYING)
            go_on()

    def _count(self, decisions: Iterable[Decision]) -> None:
        for decision in decisions:
            if decision.stays:
                remembered = decision.row.remembered
                waits_on = remembered is not None and not decision.same_content
                self.tally.stay(remembered.outcome if remembered and waits_on else "updated")
                continue
            self.tally.count(decision.outcome)
            if decision.checked.agreement:
                self.tally.agreements[decision.checked.agreement] += 1
            for each in decision.checked.findings:
                self.tally.note(each, row=decision.row.number, old_id=decision.row.fields.get("old_id", ""))

    def _renew(self, phase: RunPhase) -> None:
        if self.job.lease:
            self.job.lease.renew(
                phase=phase,
                done=self.tally.rows,
                total=self._total,
                outcomes=json.dumps(self.tally.outcome_counts()),
                findings=json.dumps(self.tally.finding_counts()),
            )

    # Finishing.

    def _finish(self, extent: Extent | None) -> None:
        """Retire what is gone from the source, and list what the run touched. Without an ``extent`` nothing is gone."""
        job = self.job
        job.progress(RunPhase.FINISHING, self.tally.rows, self._total)
        if extent is not None:
            self._part_with(extent)
        if job.lease and not job.rehearses:
            refresh_listings(job.city.id, job.run_id, self._listed)

    def _listed(self) -> None:
        gc.collect(0)
        self._renew(RunPhase.FINISHING)

    def _part_with(self, extent: Extent) -> None:
        job = self.job
        count = count_gone(extent)
        if job.lease is None or job.rehearses:
            # What the run would have made public counts as it does in one that has.
            count.public += self.tally.outcomes[Outcome.CREATED]
        if job.portal_leads:
            self._keep_gone(count)
        elif extent.is_doubted and count.share > job.shrink_limit and not job.shrink_accepted:
            self._hold(count)
        else:
            self.tally.retired += count.retire
            self.tally.withdrawn += count.forget
            if job.lease and not job.rehearses:
                self._retire(extent)

    def wind_up(self) -> None:
        """Write the lists of what earlier chunks have published; retire and forget nothing."""
        job = self.job
        if job.lease and not self.job.rehearses:
            refresh_listings(job.city.id, job.run_id, self._listed)

    def close(self) -> None:
        """Write what belongs into the transaction that also settles the run."""
        before, after = self._basis
        if before != after:
            settle_basis(self.job.city.id, before=before, after=after)

    def _keep_gone(self, count: Count) -> None:
        """Tell of the services whose rows are gone, and leave them to those who lead now."""
        if count.retire:
            self._tell(found(GONE_KEPT, "", str(count.retire)))

    def _hold(self, count: Count) -> None:
        evidence = f"{count.retire} / {count.public} ({count.share:.0%} > {self.job.shrink_limit:.0%})"
        self.held = True
        self._tell(found(SHRUNK, "", evidence))

    def _tell(self, finding: Found) -> None:
        """Note a finding of the source as a whole beside those that the adapter reported."""
        self.tally.note(finding, row=None)
        if self.job.lease:
            with transaction.atomic():
                file_findings(self.job.run_id, [*self._of_source, finding])

    def _retire(self, extent: Extent) -> None:
        for gone, _alive in extent.gone():
            members = list(gone.retire.items())
            for start in range(0, len(members), CHUNK):
                part = dict(members[start : start + CHUNK])
                with transaction.atomic():
                    mark_gone(Gone(retire=part), self.job.run_id)
                    services_retire_bulk(actor=self.job.actor, service_ids=list(part.values()), rebuild_listings=False)
                    self._renew(RunPhase.FINISHING)
            if gone.forget:
                with transaction.atomic():
                    mark_gone(Gone(forget=gone.forget), self.job.run_id)
                    self._renew(RunPhase.FINISHING)


def _found_in_source(finding: AdapterFinding) -> Found:
    rule = reported(finding.code, str(finding.severity))
    return found(rule, (finding.field or "")[:40], finding.evidence)
