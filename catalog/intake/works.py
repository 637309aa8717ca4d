"""What a run does, by its kind; the service that carries it out knows leases, states and reports, nothing of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Protocol

from django.conf import settings

from catalog.intake.changing import ChangesWork
from catalog.intake.cut_over import LED_BY_PORTAL, phase_of
from catalog.intake.pipeline import Job, Pipeline, Progress
from catalog.intake.queue.redeciding import DecisionsWork
from catalog.intake.reading import Reader
from catalog.intake.restoring import Restoring
from catalog.intake.setting import policies_of
from catalog.intake.tally import Tally
from catalog.models import IntakeRun, RunKind
from cities.adapters.base import CatalogueRow, SourceRef
from cities.adapters.registry import catalogue_reader
from cities.manifests import CityManifest, load
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.runs.lease import Lease


class Work(Protocol):
    """One run's work. ``tally`` holds its counts at every moment, also when it stopped midway."""

    @property
    def tally(self) -> Tally:
        """What was counted so far."""
        ...

    @property
    def held(self) -> bool:
        """Whether the run ends held for a decision."""
        ...

    def carry_out(self) -> None:
        """Do it. Raises what the source raises, LeaseLostError, RunCancelledError."""
        ...

    def wind_up(self) -> None:
        """Bring in order what a run that stopped midway leaves behind: what it committed stands and is listed."""
        ...

    def close(self) -> None:
        """Write what belongs into the transaction that settles the run."""
        ...


class SourceWork:
    """Read the whole source and take in what it holds."""

    def __init__(self, job: Job, manifest: CityManifest, path: Path | None) -> None:
        self._pipeline = Pipeline(job)
        self._manifest = manifest
        self._path = path

    @property
    def tally(self) -> Tally:
        """What was counted so far."""
        return self._pipeline.tally

    @property
    def held(self) -> bool:
        """Whether too much is gone from the source to retire it unasked."""
        return self._pipeline.held

    def carry_out(self) -> None:
        """Read to the end, then write. Raises AdapterError before anything is written."""
        readers: list[Reader] = []

        def rows() -> Iterator[CatalogueRow]:
            source = catalogue_reader(self._manifest)
            yield from source.rows(self._manifest, SourceRef(self._path), on_finding=readers[0].notes.take)

        self._pipeline.run(rows(), readers.append)

    def wind_up(self) -> None:
        """List what the chunks before have published."""
        self._pipeline.wind_up()

    def close(self) -> None:
        """Forget the waiting rows that are gone from the source."""
        self._pipeline.close()


def _source_work(run: IntakeRun, lease: Lease | None, progress: Progress) -> Work:
    manifest = load(run.city.slug)
    path = Path(run.source_path) if run.source_path else None
    return SourceWork(job_of(run, manifest, lease, progress), manifest, path)


def job_of(run: IntakeRun, manifest: CityManifest, lease: Lease | None, progress: Progress) -> Job:
    """Return what the pipeline needs to know of a run. Raises DomainError ``bad_manifest``."""
    return Job(
        city=run.city,
        policies=policies_of(manifest),
        actor=SYSTEM,
        shrink_limit=settings.PORTAL_INTAKE_SHRINK_LIMIT,
        run_id=run.id,
        lease=lease,
        shrink_accepted=run.shrink_accepted,
        rehearses=run.kind == RunKind.REHEARSAL,
        portal_leads=phase_of(run.city) in LED_BY_PORTAL,
        progress=progress,
    )


def _rollback_work(run: IntakeRun, lease: Lease | None, progress: Progress) -> Work:
    if lease is None:
        raise ValueError("a roll-back is not tried")
    return Restoring(run, lease, progress)


def _changes_work(run: IntakeRun, lease: Lease | None, progress: Progress) -> Work:
    return ChangesWork(job_of(run, load(run.city.slug), lease, progress), run.id)


def _decisions_work(run: IntakeRun, lease: Lease | None, progress: Progress) -> Work:
    return DecisionsWork(job_of(run, load(run.city.slug), lease, progress))


_WORKS: Final[dict[str, Callable[[IntakeRun, Lease | None, Progress], Work]]] = {
    RunKind.SOURCE: _source_work,
    RunKind.REHEARSAL: _source_work,
    RunKind.CHANGES: _changes_work,
    RunKind.DECISIONS: _decisions_work,
    RunKind.ROLLBACK: _rollback_work,
}


def work_for(run: IntakeRun, lease: Lease | None, progress: Progress) -> Work:
    """Return the work of a run; without a lease a trial that writes nothing. Raises DomainError ``bad_manifest``."""
    return _WORKS[run.kind](run, lease, progress)
