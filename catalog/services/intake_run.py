"""Carry out a run of the intake, or tell what one would do."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from catalog.errors import UNKNOWN_RUN
from catalog.events import INTAKE_AGGREGATE, CatalogueRunFinished
from catalog.intake.lease import Lease, LeaseLostError, claim
from catalog.intake.pipeline import Job, Pipeline, Progress, no_progress
from catalog.intake.reading import Reader
from catalog.intake.remembering import file_findings
from catalog.intake.rules.registry import Found, found
from catalog.intake.setting import policies_of
from catalog.intake.sources import FAILURE, reported
from catalog.models import IntakeRun, RunState
from catalog.services.intake_start import discard_upload
from cities.adapters.base import AdapterError, CatalogueRow, SourceRef
from cities.adapters.registry import catalogue_reader
from cities.manifests import CityManifest, load
from cities.models import City
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from services_portal.kernel.ids import uuid7

logger = logging.getLogger(__name__)
RETRY_SECONDS: Final = (60, 300, 900, 3600)
MOST_ATTEMPTS: Final = 20
# What settles a run: nobody takes it up again by itself.
SETTLED: Final = (RunState.DONE, RunState.HELD, RunState.FAILED)


def intake_run(*, run_id: UUID, progress: Progress = no_progress) -> IntakeRun:
    """Carry out a waiting run, or take up one whose process is gone, and return it as it stands afterwards.

    Does nothing to a run that another process holds or that is settled. A source that cannot be read settles the run
    as failed or puts it off, with findings; neither writes anything to the registry. Raises DomainError
    ``unknown_run``.
    """
    run = IntakeRun.objects.select_related("city__region").filter(pk=run_id).first()
    if run is None:
        raise DomainError(UNKNOWN_RUN)
    lease = claim(run_id)
    if lease is None:
        return run
    try:
        _carry_out(run, lease, progress)
    finally:
        lease.release()
    run.refresh_from_db()
    return run


def _carry_out(run: IntakeRun, lease: Lease, progress: Progress) -> None:
    started = time.monotonic()
    try:
        if lease.attempt > MOST_ATTEMPTS:
            raise RuntimeError(f"{MOST_ATTEMPTS} attempts at intake {run.id} did not come to an end")
        manifest = load(run.city.slug)
        pipeline = Pipeline(_job(run, manifest, lease, progress))
        _read(pipeline, manifest, Path(run.source_path) if run.source_path else None)
        _settle(run, lease, pipeline, RunState.HELD if pipeline.held else RunState.DONE, started)
    except AdapterError as error:
        _fail(run, lease, [found(reported(f.code, str(f.severity)), "", f.evidence) for f in error.findings], error)
    except DomainError as error:
        _put_off(run, lease, error.code, [found(FAILURE, "", str(error))], may_retry=error.error.status == 503)
    except LeaseLostError:
        logger.warning("intake %s was taken over by another process", run.id)
    except (OperationalError, InterfaceError):
        # The database is away and nothing can be written now; the next process takes the run up.
        raise
    except Exception as error:
        logger.exception("intake %s failed", run.id)
        _put_off(run, lease, "source.failure", [found(FAILURE, "", type(error).__name__)], may_retry=False)


def intake_dry_run(*, city: City, path: Path | None = None, progress: Progress = no_progress) -> dict[str, Any]:
    """Return the report of what a run would do now; write nothing. Raises AdapterError, DomainError."""
    manifest = load(city.slug)
    started = time.monotonic()
    run = IntakeRun(id=uuid7(), city=city)
    pipeline = Pipeline(_job(run, manifest, None, progress))
    _read(pipeline, manifest, path)
    state = RunState.HELD if pipeline.held else RunState.DONE
    return pipeline.tally.report(_facts(run, manifest, state, started, dry=True, path=path))


def _job(run: IntakeRun, manifest: CityManifest, lease: Lease | None, progress: Progress) -> Job:
    return Job(
        city=run.city,
        policies=policies_of(manifest),
        actor=SYSTEM,
        shrink_limit=settings.PORTAL_INTAKE_SHRINK_LIMIT,
        run_id=run.id,
        lease=lease,
        shrink_accepted=run.shrink_accepted,
        progress=progress,
    )


def _read(pipeline: Pipeline, manifest: CityManifest, path: Path | None) -> None:
    readers: list[Reader] = []

    def rows() -> Iterator[CatalogueRow]:
        source = catalogue_reader(manifest)
        yield from source.rows(manifest, SourceRef(path), on_finding=readers[0].notes.take)

    pipeline.run(rows(), readers.append)


def source_name(manifest: CityManifest, path: Path | None) -> str:
    """Return what people call the source: the file's name, or the feed's address."""
    if path is not None:
        return path.name
    options = manifest.adapter.options
    told = str(options.get("path") or options.get("url") or manifest.adapter.name)
    return Path(told).name if "://" not in told else told


def _facts(
    run: IntakeRun, manifest: CityManifest, state: str, started: float, *, dry: bool, path: Path | None
) -> dict[str, Any]:
    return {
        "city": manifest.slug,
        "run": None if dry else str(run.id),
        "state": str(state),
        "dry_run": dry,
        "source": run.source or source_name(manifest, path),
        "seconds": round(time.monotonic() - started, 3),
    }


def _settle(run: IntakeRun, lease: Lease, pipeline: Pipeline, state: RunState, started: float) -> None:
    """Close the run in one transaction with its report, audit entry and event. Raises LeaseLostError."""
    tally, path = pipeline.tally, Path(run.source_path) if run.source_path else None
    report = tally.report(_facts(run, load(run.city.slug), state, started, dry=False, path=path))
    with transaction.atomic():
        pipeline.close()
        values = {
            "state": state,
            "source": report["source"],
            "total_rows": tally.rows,
            "done_rows": tally.rows,
            "outcomes": tally.outcome_counts(),
            "findings": tally.finding_counts(),
            "retired": tally.retired,
            "report": report,
        }
        _close(run, lease, values)
    _discard_uploads(run, state)


def _discard_uploads(run: IntakeRun, state: RunState) -> None:
    """Remove what nobody reads again: a held run's file waits for a decision, until a later run makes it old."""
    if state in (RunState.DONE, RunState.FAILED):
        discard_upload(run)
    if state in (RunState.DONE, RunState.HELD):
        for older in IntakeRun.objects.filter(city_id=run.city_id, id__lt=run.id, state=RunState.HELD):
            discard_upload(older)


def _close(run: IntakeRun, lease: Lease, values: dict[str, Any]) -> None:
    held = IntakeRun.objects.filter(pk=run.pk, lease_owner=lease.owner, state=RunState.RUNNING)
    at = clock.now()
    closing = {"lease_owner": None, "lease_until": None, "updated_at": at, **values}
    if values["state"] in SETTLED:
        closing["finished_at"] = at
    if held.update(**closing) != 1:
        raise LeaseLostError(str(run.pk))
    if values["state"] not in SETTLED:
        return
    state, outcomes = str(values["state"]), values.get("outcomes", {})
    detail = {"city": run.city.slug, "state": state, "outcomes": outcomes, "error": values.get("error_code", "")}
    audit.record(SYSTEM, "catalog.intake.finish", run, detail=detail)
    event = CatalogueRunFinished(run_id=run.id, city=run.city.slug, state=state, outcomes=outcomes)
    outbox.publish(event, aggregate_type=INTAKE_AGGREGATE, aggregate_id=str(run.id))


def _fail(run: IntakeRun, lease: Lease, findings: list[Found], error: AdapterError) -> None:
    findings = findings or [found(reported(error.code, "error"), "", "")]
    _put_off(run, lease, error.code, findings, may_retry=not error.permanent)


def _put_off(run: IntakeRun, lease: Lease, code: str, findings: list[Found], *, may_retry: bool) -> None:
    """Settle the run as failed, or, where trying again may help, leave it to a later attempt."""
    again = may_retry and lease.attempt < MOST_ATTEMPTS
    state = RunState.RETRY if again else RunState.FAILED
    wait = RETRY_SECONDS[min(lease.attempt, len(RETRY_SECONDS)) - 1]
    counts: dict[str, int] = {}
    for each in findings:
        counts[each.rule.id] = counts.get(each.rule.id, 0) + 1
    report = {
        "city": run.city.slug,
        "run": str(run.id),
        "state": str(state),
        "dry_run": False,
        "source": run.source,
        "error": code,
        "rows": 0,
        "outcomes": {},
        "findings": counts,
        "retired": 0,
        "examples": {each.rule.id: [{"evidence": each.evidence}] for each in findings},
    }
    values = {
        "state": state,
        "error_code": code[:80],
        "findings": counts,
        "report": report,
        "retry_at": clock.now() + timedelta(seconds=wait) if again else None,
    }
    try:
        with transaction.atomic():
            file_findings(run.id, findings)
            _close(run, lease, values)
    except LeaseLostError:
        logger.warning("intake %s was taken over by another process", run.id)
    else:
        _discard_uploads(run, state)
