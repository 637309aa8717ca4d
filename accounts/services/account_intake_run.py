"""Carry out a run over a city's old accounts, or tell what one would do."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from accounts.events import AccountRunFinished
from accounts.intake.leases import leases
from accounts.intake.pipeline import Job, Pipeline, Progress, no_progress
from accounts.intake.uploads import discard_upload, source_of
from accounts.models import AccountRun, AccountRunState
from cities.adapters.base import AdapterError
from cities.manifests import load
from cities.models import City
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from services_portal.kernel.runs.lease import Lease, LeaseLostError, RunCancelledError

logger = logging.getLogger(__name__)
RETRY_SECONDS: Final = (60, 300, 900, 3600)
MOST_ATTEMPTS: Final = 20
AGGREGATE: Final = "accounts.accountrun"


def account_intake_run(*, run_id: UUID, progress: Progress = no_progress) -> AccountRun:
    """Carry out a waiting run, or take up one whose process is gone, and return it as it stands afterwards.

    Does nothing to a run that another process holds or that is settled. A source that cannot be read to its end settles
    the run as failed, or puts it off, and nothing of it is taken in. Every row of one that can be ends in one outcome;
    nobody becomes a user.
    """
    run = AccountRun.objects.select_related("city").get(pk=run_id)
    lease = leases.claim(run_id)
    if lease is None:
        return run
    try:
        _carry_out(run, lease, progress)
    finally:
        lease.release()
    run.refresh_from_db()
    return run


def account_intake_dry_run(*, city: City, path: Path | None = None, progress: Progress = no_progress) -> dict[str, Any]:
    """Return the report of what a run would do now: all is done in one transaction and rolled back.

    Raises AdapterError, DomainError ``bad_manifest``.
    """
    started = time.monotonic()
    with transaction.atomic():
        run = AccountRun.objects.create(city=city, state=AccountRunState.CANCELLED)
        pipeline = Pipeline(_job(run, path, None, progress))
        pipeline.run()
        transaction.set_rollback(True)
    state = AccountRunState.HELD if pipeline.held else AccountRunState.DONE
    facts = _facts(run, state, started) | {"run": None, "dry_run": True}
    return pipeline.tally.report(facts)


def _job(run: AccountRun, path: Path | None, lease: Lease | None, progress: Progress) -> Job:
    return Job(run.id, run.city_id, load(run.city.slug), path, lease, progress, run.shrink_accepted)


def _facts(run: AccountRun, state: AccountRunState, started: float) -> dict[str, Any]:
    return {
        "city": run.city.slug,
        "run": str(run.id),
        "state": str(state),
        "dry_run": False,
        "source": run.source,
        "seconds": round(time.monotonic() - started, 3),
    }


def _carry_out(run: AccountRun, lease: Lease, progress: Progress) -> None:
    started = time.monotonic()
    pipeline: Pipeline | None = None
    try:
        if lease.attempt > MOST_ATTEMPTS:
            raise RuntimeError(f"{MOST_ATTEMPTS} attempts at run {run.id} did not come to an end")
        with source_of(run) as path:
            pipeline = Pipeline(_job(run, path, lease, progress))
            pipeline.run()
        _close(run, lease, pipeline, AccountRunState.HELD if pipeline.held else AccountRunState.DONE, started)
    except RunCancelledError:
        _close(run, lease, pipeline, AccountRunState.CANCELLED, started)
    except AdapterError as error:
        for finding in error.findings:
            if pipeline is not None:
                pipeline.tally.note(finding.code, finding.row)
        _put_off(run, lease, pipeline, error.code, started, may_retry=not error.permanent)
    except DomainError as error:
        _put_off(run, lease, pipeline, error.code, started, may_retry=error.error.status == 503)
    except LeaseLostError:
        logger.warning("run %s was taken over by another process", run.id)
    except (OperationalError, InterfaceError):
        # The database is away and nothing can be written now; the next process takes the run up.
        raise
    except Exception as error:
        # Its text may quote a row.
        logger.error("run %s failed: %s", run.id, type(error).__name__)
        _put_off(run, lease, pipeline, "source.failure", started, may_retry=False)


def _put_off(
    run: AccountRun, lease: Lease, pipeline: Pipeline | None, code: str, started: float, *, may_retry: bool
) -> None:
    """Settle the run as failed, or leave it to a later attempt where trying again may help."""
    again = may_retry and lease.attempt < MOST_ATTEMPTS
    wait = RETRY_SECONDS[min(lease.attempt, len(RETRY_SECONDS)) - 1]
    retry_at = clock.now() + timedelta(seconds=wait) if again else None
    state = AccountRunState.RETRY if again else AccountRunState.FAILED
    try:
        _close(run, lease, pipeline, state, started, error_code=code[:80], retry_at=retry_at)
    except LeaseLostError:
        logger.warning("run %s was taken over by another process", run.id)


def _close(
    run: AccountRun, lease: Lease, pipeline: Pipeline | None, state: AccountRunState, started: float, **values: Any
) -> None:
    """Close the run in one transaction with its report, audit entry and event. Raises LeaseLostError."""
    facts = _facts(run, state, started) | ({"error": values["error_code"]} if "error_code" in values else {})
    told = pipeline.tally if pipeline is not None else None
    report = told.report(facts) if told is not None else facts
    outcomes = dict(told.outcomes) if told is not None else {}
    settled = state != AccountRunState.RETRY
    at = clock.now()
    closing = {
        "state": state,
        "report": report,
        "outcomes": outcomes,
        "findings": dict(told.findings) if told is not None else {},
        "done_rows": sum(outcomes.values()),
        "lease_owner": None,
        "lease_until": None,
        "updated_at": at,
        "finished_at": at if settled else None,
        **values,
    }
    with transaction.atomic():
        mine = AccountRun.objects.filter(pk=run.pk, lease_owner=lease.owner, state=AccountRunState.RUNNING)
        if mine.update(**closing) != 1:
            raise LeaseLostError(str(run.pk))
        if settled:
            detail = {"city": run.city.slug, "state": str(state), "outcomes": outcomes}
            audit.record(SYSTEM, "accounts.intake.finish", run, detail=detail)
            event = AccountRunFinished(run_id=run.id, city=run.city.slug, state=str(state), outcomes=outcomes)
            outbox.publish(event, aggregate_type=AGGREGATE, aggregate_id=str(run.id))
            transaction.on_commit(lambda: _discard_uploads(run, state), robust=True)


def _discard_uploads(run: AccountRun, state: AccountRunState) -> None:
    """Remove what nobody reads again: a held run's file waits for a decision, until a later run makes it old."""
    if state != AccountRunState.HELD:
        discard_upload(run)
    if state in (AccountRunState.DONE, AccountRunState.HELD):
        for older in AccountRun.objects.filter(city_id=run.city_id, id__lt=run.pk, state=AccountRunState.HELD):
            discard_upload(older)
