"""A city moves from its old system to the portal step by step; each step but the last can be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from catalog.intake.cut_over import phase_of
from catalog.models import CutOverStep, Finding, IntakeRun, LegacyAlias, LegacyTarget, Service, SourceRecord, StagedRow
from catalog.services import cut_over_move, intake_rollback, intake_run, intake_start
from catalog.services.service_retire import service_retire
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry
from tests.catalog.intake.conftest import Made
from tests.factories.catalog import clerk, make_published

pytestmark = pytest.mark.django_db(transaction=True)


def move(made: Made, *targets: str) -> None:
    for target in targets:
        cut_over_move(actor=SYSTEM, city=made.city, target=target)


def refused(made: Made, target: str, actor: Any = SYSTEM) -> tuple[str, Any]:
    """Return the code and parameters of the refusal; the city stands where it stood."""
    before = phase_of(made.city)
    with pytest.raises(DomainError) as refusal:
        cut_over_move(actor=actor, city=made.city, target=target)
    assert phase_of(made.city) == before
    return refusal.value.code, refusal.value.params


def shut(made: Made, target: str) -> list[str]:
    """Return the gates that keep the city from a step."""
    code, params = refused(made, target)
    assert code == "cut_over_gate_shut"
    return [answer["gate"] for answer in params["gates"] if not answer["open"]]


def test_in_the_shadow_a_run_tells_what_it_would_do_and_takes_nothing_in(made: Made) -> None:
    rows = made.rows(6)
    rows[5] |= {"title": "无此事项", "item_code": ""}
    told = made.dry(rows)
    move(made, "shadow")
    run = made.take(rows)
    assert (run.kind, run.state, run.outcomes) == ("rehearsal", "done", {"created": 5, "queued": 1})
    assert (run.report["outcomes"], run.report["findings"]) == (told["outcomes"], told["findings"])
    assert (StagedRow.objects.count(), Finding.objects.filter(rule="match.none").count()) == (6, 1)
    assert [model.objects.count() for model in (Service, SourceRecord, LegacyAlias)] == [0, 0, 0]
    assert made.take(rows).outcomes == {"created": 5, "queued": 1}
    move(made, "dual")
    assert made.take(rows).outcomes == {"created": 5, "queued": 1}
    assert Service.objects.published().count() == 5


def test_in_the_shadow_what_is_gone_stays(made: Made) -> None:
    made.take(made.rows(6))
    move(made, "shadow")
    run = made.take(made.rows(5))
    assert (run.outcomes, run.retired) == ({"unchanged": 5}, 1)
    assert (Service.objects.published().count(), SourceRecord.objects.count()) == (6, 6)


def test_a_rehearsal_is_no_hindrance_to_a_roll_back_and_cannot_be_rolled_back(made: Made) -> None:
    run = made.take(made.rows(3))
    move(made, "shadow")
    rehearsal = made.take(made.rows(4))
    with pytest.raises(DomainError) as refusal:
        intake_rollback(actor=SYSTEM, run_id=rehearsal.pk)
    assert refusal.value.code == "run_not_reversible"
    back = intake_rollback(actor=SYSTEM, run_id=run.pk, hand_over=False)
    assert intake_run(run_id=back.pk).outcomes == {"retired": 3}


def test_once_the_portal_leads_the_source_s_changes_are_shown_and_not_taken_in(made: Made) -> None:
    rows = made.rows(6)
    run = made.take(rows[:5])
    move(made, "portal")
    before = set(Service.objects.published().values_list("id", "current_version__digest"))
    rows[1]["effective_on"] = "2023-01-15"
    rows[2]["status"] = "off"
    later = made.take([*rows[:3], *rows[4:]])
    assert (later.state, later.outcomes, later.retired) == ("done", {"queued": 3, "unchanged": 2}, 0)
    assert later.findings == {"service.portal_leads": 3, "source.gone_kept": 1}
    assert set(Service.objects.published().values_list("id", "current_version__digest")) == before
    with pytest.raises(DomainError) as refusal:
        intake_rollback(actor=SYSTEM, run_id=run.pk)
    assert refusal.value.code == "cut_over_done"
    move(made, "dual")
    assert made.take().outcomes["unchanged"] == 5


def test_the_gate_out_of_the_shadow_asks_for_a_source_that_is_understood(made: Made) -> None:
    move(made, "shadow")
    assert shut(made, "dual") == ["source_read", "understood"]
    rows = made.rows(4)
    rows[3] |= {"title": "无此事项", "item_code": ""}
    made.take(rows)
    assert shut(made, "dual") == ["understood"]
    made.take(made.rows(5))
    move(made, "dual")
    step = CutOverStep.objects.order_by("id").last()
    assert [(answer["gate"], answer["open"]) for answer in step.gates] == [("source_read", True), ("understood", True)]


def test_the_gate_to_the_portal_asks_that_nothing_waits_and_every_old_id_leads_on(made: Made) -> None:
    assert shut(made, "portal") == ["source_read", "all_led"]
    rows = made.rows(5)
    rows[4] |= {"title": "无此事项", "item_code": ""}
    made.take(rows)
    assert shut(made, "portal") == ["nothing_waits"]
    made.take(made.rows(5))
    LegacyAlias.objects.filter(old_id=rows[0]["old_id"]).delete()
    assert shut(made, "portal") == ["all_led"]
    with clock.frozen(clock.now() + timedelta(days=9)):
        assert shut(made, "portal") == ["source_read", "all_led"]


def test_rows_that_share_an_old_id_are_led_each_and_one_without_any_has_nothing_to_lead(made: Made) -> None:
    rows = made.rows(4)
    rows[1]["old_id"] = rows[0]["old_id"]
    rows[2]["old_id"] = ""
    made.take(rows)
    # A person takes over the two that the source names alike or not at all.
    waiting = list(SourceRecord.objects.filter(service=None).order_by("row_number"))
    services = [make_published(made.items[20 + place], made.agencies[place]) for place, _row in enumerate(waiting)]
    for record, service in zip(waiting, services, strict=True):
        SourceRecord.objects.filter(pk=record.pk).update(service=service, outcome="created")
    assert shut(made, "portal") == ["all_led"]
    LegacyTarget.objects.create(city=made.city, kind="id", key=rows[0]["old_id"], service=services[0])
    move(made, "portal")
    gates = CutOverStep.objects.get().gates
    assert gates[-1] == {"gate": "all_led", "open": True, "rows": 4, "without_address": 0}


def test_the_last_step_waits_a_week_and_is_for_ever(made: Made) -> None:
    made.take(made.rows(5))
    move(made, "portal")
    assert shut(made, "redirected") == ["has_settled"]
    with clock.frozen(clock.now() + timedelta(days=8)):
        move(made, "redirected")
    assert refused(made, "portal") == ("cut_over_step_unknown", {"phase": "redirected", "allowed": []})
    with pytest.raises(DomainError) as refusal:
        intake_start(actor=SYSTEM, city=made.city)
    assert (refusal.value.code, IntakeRun.objects.count()) == ("cut_over_done", 1)


def test_no_step_is_left_out(made: Made) -> None:
    assert refused(made, "redirected") == ("cut_over_step_unknown", {"phase": "dual", "allowed": ["shadow", "portal"]})


def test_nobody_moves_a_city_while_an_import_runs(made: Made) -> None:
    intake_start(actor=SYSTEM, city=made.city, hand_over=False)
    assert refused(made, "shadow")[0] == "import_running"


def test_only_who_may_moves_a_city(made: Made) -> None:
    actor = clerk(made.agencies[0], "catalog.intake.run")
    assert refused(made, "shadow", actor)[0] == "not_permitted"
    assert AuditEntry.objects.filter(action="catalog.cut_over.move").values_list("refused", flat=True).get()


def test_each_step_is_kept(made: Made) -> None:
    move(made, "shadow")
    step = CutOverStep.objects.get()
    assert (step.source, step.target, step.gates, step.taken_by) == ("dual", "shadow", [], "system:portal")
    assert AuditEntry.objects.filter(action="catalog.cut_over.move").count() == 1


def test_a_service_that_a_person_retired_does_not_hold_the_city_up(made: Made) -> None:
    made.take(made.rows(5))
    service_retire(actor=SYSTEM, service_id=Service.objects.first().pk)
    move(made, "portal")
    assert phase_of(made.city) == "portal"
