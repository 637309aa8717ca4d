"""A run that is cancelled ends before its next chunk; what it has taken in stands, is counted and is listed."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from django.db.models import Count

from catalog.models import IntakeRun, RunKind, RunPhase, Service, StagedRow
from catalog.services import intake_cancel, intake_run, intake_start
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry
from tests.catalog.intake import generated
from tests.catalog.intake.conftest import Made
from tests.factories.catalog import clerk

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 1200


@pytest.fixture
def big(city_folder: Path) -> Made:
    """Return a made city whose catalogue takes two chunks."""
    city = generated.make_city(city_folder)
    made = Made(city_folder, city, generated.make_agencies(city, 40), generated.make_items(30))
    made.write(made.rows(ROWS))
    return made


def run_and_cancel(made: Made, phase: RunPhase) -> IntakeRun:
    """Begin a run, and cancel it as soon as it tells of this phase."""
    run = intake_start(actor=SYSTEM, city=made.city, hand_over=False)

    def tell(now: RunPhase, done: int, total: int | None) -> None:
        if now == phase and not IntakeRun.objects.get(pk=run.id).cancel_requested:
            intake_cancel(actor=SYSTEM, run_id=run.id)

    return intake_run(run_id=run.id, progress=tell)


def test_a_run_at_work_ends_before_its_next_chunk(big: Made) -> None:
    run = run_and_cancel(big, RunPhase.APPLYING)
    assert (run.state, run.outcomes, run.report["outcomes"]) == ("cancelled", {"created": 1000}, {"created": 1000})
    assert (run.done_rows, run.total_rows) == (1000, ROWS)
    assert (Service.objects.count(), StagedRow.objects.count()) == (1000, 1000)
    listed = Service.objects.filter(listings__city=big.city).aggregate(items=Count("basic_item", distinct=True))
    assert listed == {"items": len(big.items)}
    assert big.take().outcomes == {"created": 200, "unchanged": 1000}


def test_a_run_cancelled_while_it_reads_writes_nothing(big: Made) -> None:
    run = run_and_cancel(big, RunPhase.READING)
    assert (run.state, run.outcomes, Service.objects.count()) == ("cancelled", {}, 0)
    assert big.take().outcomes == {"created": ROWS}


def test_a_waiting_run_ends_at_once(big: Made) -> None:
    run = intake_start(actor=SYSTEM, city=big.city, hand_over=False)
    assert intake_cancel(actor=SYSTEM, run_id=run.id).state == "cancelled"
    assert intake_run(run_id=run.id).state == "cancelled"
    assert Service.objects.count() == 0
    assert AuditEntry.objects.filter(action="catalog.intake.cancel").count() == 1


def refused(run_id: UUID, **facts: object) -> str:
    actor = facts.get("actor", SYSTEM)
    with pytest.raises(DomainError) as refusal:
        intake_cancel(actor=actor, run_id=run_id)  # type: ignore[arg-type]
    assert AuditEntry.objects.filter(action="catalog.intake.cancel").count() == 0
    return refusal.value.code


def test_what_has_ended_is_not_cancelled(big: Made) -> None:
    run = big.take()
    assert refused(run.id) == "run_not_cancellable"
    assert IntakeRun.objects.get().state == "done"


def test_a_roll_back_is_not_cancelled(big: Made) -> None:
    run = intake_start(actor=SYSTEM, city=big.city, hand_over=False)
    IntakeRun.objects.update(kind=RunKind.ROLLBACK)
    assert refused(run.id) == "run_not_cancellable"
    assert IntakeRun.objects.get().state == "waiting"


def test_another_city_s_people_find_no_such_run(big: Made) -> None:
    run = intake_start(actor=SYSTEM, city=big.city, hand_over=False)
    assert refused(run.id, actor=clerk(big.agencies[0], "catalog.intake.run")) == "unknown_run"
    assert IntakeRun.objects.get().state == "waiting"
