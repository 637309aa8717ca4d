"""What workers and beat do for the registry: load a row, call a service."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from catalog.intake.dispatch import dispatch
from catalog.intake.selectors import due_runs
from catalog.legacy.hits import flush_hits
from catalog.publishing.changes import append_changes
from catalog.services.intake_run import intake_run


@shared_task(name="catalog.tasks.run_intake")
def run_intake(run_id: str) -> None:
    """Carry out one run of the intake, unless another process holds it."""
    intake_run(run_id=UUID(run_id))


@shared_task(name="catalog.tasks.resume_intakes")
def resume_intakes() -> None:
    """Hand out again the runs that nobody holds: the process is gone, the broker lost the task, a later attempt is due.

    Each to a task of its own, so that a city whose feed hangs holds up no other's.
    """
    for run_id in due_runs():
        dispatch(run_id)


@shared_task(name="catalog.tasks.append_to_feed")
def append_to_feed() -> None:
    """Give their place in the change feed to events whose relay died between its commit and the appending."""
    append_changes()


@shared_task(name="catalog.tasks.flush_legacy_hits")
def flush_legacy_hits() -> None:
    """Move the counted uses of old addresses from Redis into PostgreSQL."""
    flush_hits()
