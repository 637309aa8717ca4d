"""``kill -9`` while decisions, and their undoing, are carried out: the next start comes to the same end."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from catalog.models import IntakeRun, LegacyAlias, RowDecision, Service, ServiceState, SourceRecord
from catalog.services.decisions_start import decisions_start
from tests.catalog.intake.conftest import Made
from tests.catalog.intake.queue.deciding import carry_out, causes, decide, undo
from tests.catalog.intake.test_killed import (  # noqa: F401 -- a fixture among them
    GATE,
    ROWS,
    await_locks,
    big,
    gate,
    kill,
    public_services,
    start,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
RULE = "days.promise_exceeds_law"
DECIDING = {
    "remembering": ("catalog_stagedrow", "new.number = 1150"),
    "settling the run": ("kernel_auditentry", "new.action = 'catalog.intake.finish'"),
}
UNDOING = {
    "remembering that it waits": ("catalog_sourcerecord", "new.outcome = 'queued'"),
    "staging what waits again": ("catalog_stagedrow", "new.number = 1150"),
}


@pytest.fixture
def waiting(big: Made) -> Made:  # noqa: F811
    """Return a city all of whose rows wait for one decision."""

    late = {"promised_days": "30个工作日"}
    assert big.take(big.rows(ROWS, lambda _number: late)).outcomes == {"queued": ROWS}
    return big


def killed(made: Made, stage: tuple[str, str]) -> IntakeRun:
    """Begin carrying out what is due, kill that there, start again, and return the run."""
    run = decisions_start(city=made.city, hand_over=False)
    assert run is not None
    with gate(*stage):
        process = start(made, "--resume")
        await_locks("locktype = 'advisory' AND objid = %s AND NOT granted", GATE)
        kill(process)
    call_command("catalogue_migrate", resume=True, verbosity=0, stdout=StringIO())
    run.refresh_from_db()
    assert (run.state, run.attempts) == ("done", 2)
    return run


@pytest.mark.parametrize("stage", DECIDING)
def test_killed_while_carrying_a_decision_out(waiting: Made, stage: str) -> None:
    decide(waiting.city, RULE, "accept")
    run = killed(waiting, DECIDING[stage])
    assert (run.outcomes, run.cleared, run.total_rows) == ({"created": ROWS}, ROWS, ROWS)
    assert Service.objects.published().count() == LegacyAlias.objects.exclude(service=None).count() == ROWS
    assert SourceRecord.objects.filter(run=run, outcome="created").count() == ROWS
    assert waiting.take().outcomes == {"unchanged": ROWS}


@pytest.mark.parametrize("stage", UNDOING)
def test_killed_while_undoing_one(waiting: Made, stage: str) -> None:
    decision = decide(waiting.city, RULE, "accept")
    carry_out(waiting.city)
    undo(decision)
    run = killed(waiting, UNDOING[stage])
    assert (run.outcomes, run.total_rows) == ({"queued": ROWS}, ROWS)
    assert Service.objects.filter(state=ServiceState.RETIRED, implementation_code=None).count() == ROWS
    assert (public_services(), len(causes(waiting.city))) == ([], 1)
    assert RowDecision.objects.get().taken_run == run
    assert waiting.take().outcomes == {"unchanged": ROWS}
