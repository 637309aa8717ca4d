"""Carry out a run of the intake, or tell what one would do."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from catalog.errors import UNKNOWN_RUN
from catalog.events import INTAKE_AGGREGATE, CatalogueRunFinished
from catalog.intake.leases import leases
from catalog.intake.pipeline import Progress, no_progress
from catalog.intake.remembering import file_findings
from catalog.intake.rules.registry import Found, found
from catalog.intake.selectors import SETTLED
from catalog.intake.sources import FAILURE, reported
from catalog.intake.staging import count_cleared
from catalog.intake.tally import Tally
from catalog.intake.works import Work, work_for
from catalog.models import IntakeRun, RunKind, RunState
from catalog.services.intake_start import discard_upload
from cities.adapters.base import AdapterError
from cities.manifests import CityManifest, load
from cities.models import City
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from services_portal.kernel.ids import uuid7
from services_portal.kernel.runs.lease import Lease, LeaseLostError, RunCancelledError

logger = logging.getLogger(__name__)
RETRY_SECONDS: Final = (60, 300, 900, 3600)
MOST_ATTEMPTS: Final = 20


def intake_run(*, run_id: UUID, progress: Progress = no_progress) -> IntakeRun:
    """Carry out a waiting run, or take up one whose process is gone, and return it as it stands afterwards.

    Does nothing to a run that another process holds or that is settled. A source that cannot be read settles the run
    as failed or puts it off, with findings; neither writes anything to the registry. Raises DomainError
    ``unknown_run``.
    """
    run = IntakeRun.objects.select_related("city__region").filter(pk=run_id).first()
    if run is None:
        raise DomainError(UNKNOWN_RUN)
    lease = leases.claim(run_id)
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
    work: Work | None = None
    try:
        if lease.attempt > MOST_ATTEMPTS:
            raise RuntimeError(f"{MOST_ATTEMPTS} attempts at intake {run.id} did not come to an end")
        work = work_for(run, lease, progress)
        _do(run, lease, work, started)
    except AdapterError as error:
        findings = [found(reported(f.code, str(f.severity)), "", f.evidence) for f in error.findings]
        _put_off(run, lease, work, error.code, findings, may_retry=not error.permanent)
    except DomainError as error:
        findings = [found(FAILURE, "", str(error))]
        _put_off(run, lease, work, error.code, findings, may_retry=error.error.status == 503)
    except LeaseLostError:
        logger.warning("intake %s was taken over by another process", run.id)
    except (OperationalError, InterfaceError):
        # The database is away and nothing can be written now; the next process takes the run up.
        raise
    except Exception as error:
        logger.exception("intake %s failed", run.id)
        findings = [found(FAILURE, "", type(error).__name__)]
        _put_off(run, lease, work, "source.failure", findings, may_retry=False)


def _do(run: IntakeRun, lease: Lease, work: Work, started: float) -> None:
    try:
        work.carry_out()
    except RunCancelledError:
        lease.finish_anyway()
        work.wind_up()
        _settle(run, lease, work, RunState.CANCELLED, started)
    else:
        _settle(run, lease, work, RunState.HELD if work.held else RunState.DONE, started)


def intake_dry_run(*, city: City, path: Path | None = None, progress: Progress = no_progress) -> dict[str, Any]:
    """Return the report of what a run would do now; write nothing. Raises AdapterError, DomainError."""
    started = time.monotonic()
    run = IntakeRun(id=uuid7(), city=city, source_path=str(path) if path else "")
    work = work_for(run, None, progress)
    work.carry_out()
    state = RunState.HELD if work.held else RunState.DONE
    return work.tally.report(_facts(run, state, started, dry=True))


def source_name(manifest: CityManifest, path: Path | None) -> str:
    """Return what people call the source: the file's name, or the feed's address."""
    if path is not None:
        return path.name
    options = manifest.adapter.options
    told = str(options.get("path") or options.get("url") or manifest.adapter.name)
    return Path(told).name if "://" not in told else told


def _facts(run: IntakeRun, state: str, started: float, *, dry: bool) -> dict[str, Any]:
    path = Path(run.source_path) if run.source_path else None
    return {
        "city": run.city.slug,
        "run": None if dry else str(run.id),
        "kind": str(run.kind),
        "state": str(state),
        "dry_run": dry,
        "source": run.source or source_name(load(run.city.slug), path),
        "seconds": round(time.monotonic() - started, 3),
    }


def _settle(run: IntakeRun, lease: Lease, work: Work, state: RunState, started: float) -> None:
    """Close the run in one transaction with its report, audit entry and event. Raises LeaseLostError."""
    tally = work.tally
    report = tally.report(_facts(run, state, started, dry=False))
    with transaction.atomic():
        work.close()
        values: dict[str, Any] = {"state": state, "source": report["source"], "report": report}
        if state != RunState.CANCELLED:
            values["total_rows"] = tally.rows
        if run.kind != RunKind.REHEARSAL:
            values["cleared"] = count_cleared(run.id)
        _close(run, lease, values | _counts(tally))
    _discard_uploads(run, state)


def _counts(tally: Tally) -> dict[str, Any]:
    return {
        "done_rows": tally.rows,
        "outcomes": tally.outcome_counts(),
        "findings": tally.finding_counts(),
        "retired": tally.retired,
    }


def _discard_uploads(run: IntakeRun, state: RunState) -> None:
    """Remove what nobody reads again: a held run's file waits for a decision, until a later run makes it old."""
    if state in (RunState.DONE, RunState.FAILED, RunState.CANCELLED):
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


def _put_off(
    run: IntakeRun, lease: Lease, work: Work | None, code: str, findings: list[Found], *, may_retry: bool
) -> None:
    """Settle the run as failed, or, where trying again may help, leave it to a later attempt.

    What chunks before had committed stands: it is counted, and where nobody goes on, listed.
    """
    again = may_retry and lease.attempt < MOST_ATTEMPTS
    state = RunState.RETRY if again else RunState.FAILED
    wait = RETRY_SECONDS[min(lease.attempt, len(RETRY_SECONDS)) - 1]
    tally = work.tally if work is not None else Tally()
    for each in findings:
        tally.note(each, row=None)
    facts = {
        "city": run.city.slug,
        "run": str(run.id),
        "kind": str(run.kind),
        "state": str(state),
        "dry_run": False,
        "source": run.source,
        "error": code,
    }
    values = {
        **_counts(tally),
        "state": state,
        "error_code": code[:80],
        "report": tally.report(facts),
        "retry_at": clock.now() + timedelta(seconds=wait) if again else None,
    }
    try:
        if work is not None and not again:
            _wind_up(run, work)
        with transaction.atomic():
            file_findings(run.id, findings)
            _close(run, lease, values)
    except LeaseLostError:
        logger.warning("intake %s was taken over by another process", run.id)
    else:
        _discard_uploads(run, state)


def _wind_up(run: IntakeRun, work: Work) -> None:
    """Leave things in order as far as what went wrong allows it."""
    try:
        work.wind_up()
    except (LeaseLostError, OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("intake %s failed, and so did bringing in order what it leaves", run.id)
