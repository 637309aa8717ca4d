"""Reading runs: what is due, how far one is, what it found, what waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from catalog.models import Finding, IntakeRun, Outcome, RunState, SourceRecord, StagedRow
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action

# Nobody takes such a run up again by itself.
SETTLED: Final = (RunState.DONE, RunState.HELD, RunState.FAILED, RunState.CANCELLED, RunState.REVERSED)


def due_runs(*, patience: timedelta = timedelta(seconds=10)) -> list[UUID]:
    """Return the runs that are not settled and due, the oldest first; who may take one up is for its lease to say.

    A run that has just been put to wait is left alone for ``patience``: a worker was asked to take it.
    """
    waiting = Q(state=RunState.WAITING, updated_at__lte=Now() - patience)
    due = waiting | Q(state=RunState.RUNNING) | Q(state=RunState.RETRY, retry_at__lte=Now())
    return list(IntakeRun.objects.filter(due).order_by("id").values_list("id", flat=True))


def open_run(city_slug: str) -> IntakeRun | None:
    """Return the city's run that is not settled: there is one at most."""
    states = (RunState.WAITING, RunState.RUNNING, RunState.RETRY)
    return IntakeRun.objects.filter(city__slug=city_slug, state__in=states).first()


@dataclass(frozen=True)
class RunProgress:
    """How far a run is. ``percent`` is None while the source is being read and its length is not known; ``left`` is
    how long the rest of this phase will take at the pace so far, None while nobody can say."""

    id: UUID
    state: str
    phase: str
    done: int
    total: int | None
    percent: int | None
    left: timedelta | None
    outcomes: dict[str, int]
    findings: dict[str, int]
    is_settled: bool


def run_progress(actor: Actor, run_id: UUID) -> RunProgress | None:
    """Return how far a run is, or None where there is none that the actor may see."""
    run = IntakeRun.objects.for_actor(actor, Action.VIEW).filter(pk=run_id).first()
    if run is None:
        return None
    settled = run.state in SETTLED
    percent = 100 if run.state == RunState.DONE else None
    if percent is None and run.total_rows:
        percent = min(99, run.done_rows * 100 // run.total_rows)
    return RunProgress(
        id=run.id,
        state=run.state,
        phase=run.phase,
        done=run.done_rows,
        total=run.total_rows,
        percent=percent,
        left=None if settled else time_left(run),
        outcomes=run.outcomes,
        findings=run.findings,
        is_settled=settled,
    )


def time_left(run: IntakeRun) -> timedelta | None:
    """Return how long the rows left will take at the pace of this phase so far, to the second; None if unknown."""
    if run.state != RunState.RUNNING or not run.total_rows or not run.done_rows or run.phase_since is None:
        return None
    spent = clock.now() - run.phase_since
    left = spent * (run.total_rows - run.done_rows) / run.done_rows
    return timedelta(seconds=round(left.total_seconds()))


def latest_runs(actor: Actor) -> QuerySet[Any]:
    """Return the runs that the actor may see, the newest first."""
    return IntakeRun.objects.for_actor(actor, Action.VIEW).select_related("city").order_by("-id")


def run_rows(actor: Actor, run_id: UUID, outcome: str | None = None) -> QuerySet[Any]:
    """Return the rows that a run changed, kept waiting or refused, in the order of the source."""
    rows = StagedRow.objects.for_actor(actor, Action.VIEW).filter(run_id=run_id).order_by("number")
    return rows.filter(outcome=outcome) if outcome else rows


def run_findings(actor: Actor, run_id: UUID, rule: str | None = None) -> QuerySet[Any]:
    """Return what a run found, in the order of the source; of the source as a whole first."""
    findings = Finding.objects.for_actor(actor, Action.VIEW).filter(run_id=run_id)
    findings = findings.order_by(F("row_number").asc(nulls_first=True), "id")
    return findings.filter(rule=rule) if rule else findings


def waiting_rows(actor: Actor, city_slug: str | None = None) -> QuerySet[Any]:
    """Return the source rows that wait for a person now, whichever run put them there."""
    records = SourceRecord.objects.for_actor(actor, Action.VIEW).filter(outcome=Outcome.QUEUED)
    if city_slug:
        records = records.filter(city__slug=city_slug)
    return records.select_related("city", "run").order_by("city__order", "row_number")
