"""What workers and beat do for the registry: load a row, call a service."""

from __future__ import annotations

import logging
from typing import Final
from uuid import UUID

from celery import current_app, shared_task

from catalog.intake.dispatch import dispatch
from catalog.intake.selectors import due_runs
from catalog.legacy.hits import flush_hits
from catalog.publishing.changes import append_changes
from catalog.services.changes_poll import changes_poll
from catalog.services.changes_start import changes_start
from catalog.services.decisions_start import decisions_start
from catalog.services.intake_run import intake_run
from catalog.services.sources_watch import sources_watch
from cities.models import City
from cities.selectors import active_cities

logger = logging.getLogger(__name__)
# Beat asks every half minute: a task that no worker has had time for by then is not worth keeping.
POLL_EXPIRES: Final = 25


@shared_task(name="catalog.tasks.run_intake")
def run_intake(run_id: str) -> None:
    """Carry out one run of the intake, unless another process holds it."""
    intake_run(run_id=UUID(run_id))


@shared_task(name="catalog.tasks.resume_intakes")
def resume_intakes() -> None:
    """Hand out again the runs that nobody holds: the process is gone, the broker lost the task, a later attempt is due.

    Each to a task of its own, so that a city whose feed hangs holds up no other's. What people decided while their
    city's imports were at work is begun.
    """
    for run_id in due_runs():
        dispatch(run_id)
    for city in City.objects.filter(row_decisions__taken_at=None, row_decisions__isnull=False).distinct():
        decisions_start(city=city)


@shared_task(name="catalog.tasks.append_to_feed")
def append_to_feed() -> None:
    """Give their place in the change feed to events whose relay died between its commit and the appending."""
    append_changes()


@shared_task(name="catalog.tasks.flush_legacy_hits")
def flush_legacy_hits() -> None:
    """Move the counted uses of old addresses from Redis into PostgreSQL."""
    flush_hits()


@shared_task(name="catalog.tasks.follow_sources")
def follow_sources() -> None:
    """Have every city asked for its changes, each by a task of its own: a city that hangs holds up no other."""
    for slug in active_cities().values_list("slug", flat=True):
        current_app.send_task("catalog.tasks.follow_source", args=[slug], retry=False, expires=POLL_EXPIRES)


@shared_task(name="catalog.tasks.follow_source")
def follow_source(slug: str) -> None:
    """Ask a city for its changes, and take in whatever waits of them."""
    city = City.objects.get(slug=slug)
    changes_poll(city=city)
    run = changes_start(city=city, hand_over=False)
    if run is not None:
        intake_run(run_id=run.pk)


def take_changes(slug: str) -> None:
    """Have what a city has told taken in now; a broker that is down only delays it until beat asks."""
    try:
        current_app.send_task("catalog.tasks.take_told", args=[slug], retry=False, expires=60)
    except Exception as error:
        logger.warning("changes of %s wait for beat: %s", slug, type(error).__name__)


@shared_task(name="catalog.tasks.take_told")
def take_told(slug: str) -> None:
    """Take in what waits of a city's changes."""
    run = changes_start(city=City.objects.get(slug=slug), hand_over=False)
    if run is not None:
        intake_run(run_id=run.pk)


@shared_task(name="catalog.tasks.watch_sources")
def watch_sources() -> None:
    """Alarm where a source has gone stale."""
    sources_watch()
