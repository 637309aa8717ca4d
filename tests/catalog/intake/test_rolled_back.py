"""A run is taken back as a whole: what residents see and what the registry remembers are as before it."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.content import from_json
from catalog.models import IntakeRun, ItemListing, PublishedDocument, Service, SourceRecord
from catalog.services import intake_rollback, intake_run
from catalog.services.service_draft_edit import service_draft_edit
from catalog.services.service_publish import service_publish
from catalog.services.service_submit import service_submit
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.catalog.intake.conftest import Made
from tests.factories.catalog import clerk

pytestmark = pytest.mark.django_db(transaction=True)


def seen() -> dict[str, Any]:
    """Return what residents see: each public service with its place and content, and each list row's service."""
    services = Service.objects.published().values_list(
        "implementation_code", "basic_item__code", "agency__uscc", "region__code", "level", "current_version__digest"
    )
    listed = ItemListing.objects.exclude(service=None).values_list(
        "basic_item__code", "city__slug", "language", "service_id"
    )
    return {
        "services": sorted(services),
        "listed": sorted(listed, key=str),
        "documents": PublishedDocument.objects.count(),
    }


def remembered() -> list[Any]:
    """Return what the registry remembers of the source's rows."""
    return list(
        SourceRecord.objects.order_by("old_id").values_list("old_id", "checksum", "basis", "outcome", "service_id")
    )


def back(run: IntakeRun, **options: Any) -> IntakeRun:
    """Roll back and return the run that did it."""
    return intake_run(run_id=intake_rollback(actor=SYSTEM, run_id=run.pk, hand_over=False, **options).pk)


def edit(service: Service) -> None:
    """Publish another version, as a clerk does."""
    content = from_json(service.current_version.content)
    values = {**service.current_version.content, "summary": {"zh-hans": "人工修改。"}}
    assert from_json(values) != content
    service_draft_edit(actor=SYSTEM, service_id=service.pk, content=from_json(values), expected_version=service.version)
    service_submit(actor=SYSTEM, service_id=service.pk)
    service_publish(actor=SYSTEM, service_id=service.pk)


def second(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the source a month later: one row changed, one moved to another matter, one gone, one off, one new."""
    changed = [dict(row) for row in rows[:30]]
    changed[0]["promised_days"] = "9个工作日"
    changed[1]["status"] = "off"
    changed[2] |= {name: rows[35][name] for name in ("item_code", "title", "agency_code", "agency_name")}
    del changed[3]
    return [*changed, rows[31]]


def test_the_first_run(made: Made) -> None:
    rows = made.rows(40)
    run = made.take(rows)
    assert run.outcomes == {"created": 40}
    undone = back(run)
    assert (undone.state, undone.outcomes) == ("done", {"retired": 40})
    assert seen() == {"services": [], "listed": [], "documents": 0}
    assert IntakeRun.objects.get(pk=run.pk).state == "reversed"
    assert OutboxEvent.objects.filter(name="catalog.service_retired").count() == 40
    assert AuditEntry.objects.filter(action="catalog.intake.rollback").count() == 1
    again = made.take(rows)
    assert again.outcomes == {"updated": 40}
    assert len(seen()["services"]) == 40
    assert made.take(rows).outcomes == {"unchanged": 40}


def test_a_later_run(made: Made) -> None:
    rows = made.rows(40)
    made.take(rows[:30])
    before, memory = seen(), remembered()
    run = made.take(second(rows))
    assert (run.outcomes, run.retired) == ({"created": 1, "updated": 2, "retired": 1, "unchanged": 26}, 1)
    assert seen() != before
    undone = back(run)
    assert undone.outcomes == {"retired": 1, "updated": 4}
    assert seen() == before
    new = rows[31]["old_id"]
    assert [row for row in remembered() if row[0] != new] == memory
    assert made.take(rows[:30]).outcomes == {"unchanged": 30}
    assert seen() == before
    run = made.take(second(rows))
    assert (run.outcomes, run.retired) == ({"updated": 3, "retired": 1, "unchanged": 26}, 1)


def test_rows_that_waited_wait_again(made: Made) -> None:
    rows = made.rows(5)
    rows[4]["title"] = "无此事项"
    rows[4]["item_code"] = ""
    made.take(rows)
    memory = remembered()
    rows[4]["steps"] = "仍然没有。"
    run = made.take(rows)
    assert run.outcomes == {"queued": 1, "unchanged": 4}
    assert back(run).outcomes == {"unchanged": 1}
    assert remembered() == memory


def test_what_was_edited_since_stops_it_or_stays(made: Made) -> None:
    run = made.take(made.rows(5))
    edit(Service.objects.get(sources__old_id=made.rows(5)[2]["old_id"]))
    before = seen()
    assert refused(run) == ("services_edited_since", {"count": 1})
    assert seen() == before
    undone = back(run, keep_edited=True)
    assert (undone.outcomes, undone.findings) == ({"retired": 4, "unchanged": 1}, {"rollback.edited_since": 1})
    kept = Service.objects.published().get()
    assert (kept.current_version.number, kept.implementation_code is not None) == (2, True)


def refused(run: IntakeRun, actor: Any = SYSTEM) -> tuple[str, Any]:
    """Return the code and parameters of the refusal; nothing was begun."""
    runs = IntakeRun.objects.count()
    with pytest.raises(DomainError) as refusal:
        intake_rollback(actor=actor, run_id=run.pk)
    assert IntakeRun.objects.count() == runs
    return refusal.value.code, refusal.value.params


def test_a_run_that_others_stand_on(made: Made) -> None:
    rows = made.rows(5)
    first = made.take(rows)
    rows[0]["promised_days"] = "9个工作日"
    later = made.take(rows)
    assert refused(first)[0] == "run_built_upon"
    back(later)
    back(first)
    assert seen()["services"] == []


def test_a_run_that_changed_nothing_is_no_hindrance(made: Made) -> None:
    rows = made.rows(5)
    first = made.take(rows)
    made.take(rows)
    assert back(first).outcomes == {"retired": 5}


def test_once_and_never_itself(made: Made) -> None:
    run = made.take(made.rows(5))
    undone = back(run)
    assert refused(run)[0] == refused(undone)[0] == "run_not_reversible"


def test_another_city_s_people_find_no_such_run(made: Made) -> None:
    run = made.take(made.rows(5))
    assert refused(run, clerk(made.agencies[0], "catalog.intake.run"))[0] == "unknown_run"
    assert len(seen()["services"]) == 5


def test_taken_in_and_back_again_and_again_the_source_is_the_same_to_the_next_run(made: Made) -> None:
    assert made.take(made.rows(3)).outcomes == {"created": 3}
    for _time in range(3):
        back(IntakeRun.objects.exclude(kind="rollback").latest("id"))
        assert Service.objects.published().count() == 0
        assert made.take(made.rows(3)).outcomes == {"updated": 3}
    assert Service.objects.published().count() == 3


def test_a_row_that_waited_and_was_cured_waits_again(made: Made) -> None:
    rows = made.rows(3)
    made.take(rows)
    made.take([rows[0] | {"title": "无此事项", "item_code": ""}, *rows[1:]])
    before = remembered()
    cured = made.take(rows)
    assert (cured.outcomes, cured.cleared) == ({"unchanged": 3}, 1)
    assert remembered() != before
    back(cured)
    assert remembered() == before
