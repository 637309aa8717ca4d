"""One decision settles all rows alike: those that wait at once, without their source, and those that come later."""

from __future__ import annotations

from catalog.models import Finding, LegacyAlias, Service, ServiceState, SourceRecord, StagedRow
from services_portal.kernel.models import AuditEntry
from tests.catalog.intake.conftest import Made
from tests.catalog.intake.digests import digests
from tests.catalog.intake.queue.deciding import carry_out, causes, decide, outcomes


def unmatched(made: Made, number: int, title: str = "没有这样的事项") -> dict[str, str]:
    """Return a row that no matter corresponds to."""
    return {**made.rows(number + 1)[number], "title": title, "item_code": ""}


def test_the_matter_that_a_person_names_is_published_without_reading_the_source_again(made: Made) -> None:
    rows = [*made.rows(3), unmatched(made, 3), {**unmatched(made, 34), "old_id": "T-0000034"}]
    made.take(rows)
    assert causes(made.city) == {("match.none", "没有这样的事项")}
    made.folder.joinpath("testing.csv").unlink()
    decision = decide(made.city, "match.none", "matter", matter=made.items[9], note="同义")
    run = carry_out(made.city)
    assert (run.kind, run.state, run.outcomes, run.cleared) == ("decisions", "done", {"created": 2}, 2)
    published = Service.objects.filter(basic_item=made.items[9], state=ServiceState.PUBLISHED)
    assert {service.sources.get().old_id for service in published} == {"T-0000003", "T-0000034"}
    assert LegacyAlias.objects.get(city=made.city, old_id="T-0000034").service in published
    assert made.items[9].listings.filter(city=made.city).count() == 2
    told = Finding.objects.filter(run=run, rule="decision.applied").values_list("evidence", flat=True)
    assert [text.split(" · ")[0] for text in told] == [f"matter {made.items[9].code}"] * 2
    assert all(text.endswith("同义") for text in told)
    decision.refresh_from_db()
    assert decision.taken_run_id == run.pk
    assert decision.taken_at is not None


def test_rows_alike_that_come_later_follow_the_decision_by_themselves(made: Made) -> None:
    made.take([unmatched(made, 0)])
    decide(made.city, "match.none", "matter", matter=made.items[9])
    carry_out(made.city)
    run = made.take([unmatched(made, 0), unmatched(made, 31, "没有这样的事项。")])
    assert run.outcomes == {"created": 1, "unchanged": 1}
    assert Service.objects.filter(basic_item=made.items[9]).count() == 2


def test_a_second_run_over_the_same_source_changes_nothing(made: Made) -> None:
    rows = [unmatched(made, 0), {**made.rows(2)[1], "promised_days": "30个工作日"}]
    made.take(rows)
    decide(made.city, "match.none", "matter", matter=made.items[9])
    decide(made.city, "days.promise_exceeds_law", "accept")
    assert carry_out(made.city).outcomes == {"created": 2}
    before = digests()
    run = made.take()
    assert (run.outcomes, run.report["standing"]) == ({"unchanged": 2}, {"published": 2})
    changed = {table for table, digest in digests().items() if before[table] != digest}
    assert changed == {"kernel_outboxevent"}  # that the run has ended


def test_a_row_that_is_not_taken_in_is_refused_and_stays_so(made: Made) -> None:
    made.take([unmatched(made, 0)])
    decide(made.city, "match.none", "reject")
    run = carry_out(made.city)
    assert (run.outcomes, run.cleared, Service.objects.count()) == ({"rejected": 1}, 1, 0)
    assert made.take().outcomes == {"unchanged": 1}
    assert outcomes(made.city) == {"T-0000000": "rejected"}


def test_an_agency_that_a_person_names_offers_the_rows(made: Made) -> None:
    strange = {"agency_code": "", "agency_name": "某某局", "item_code": ""}
    made.take([{**row, **strange} for row in made.rows(3)])
    decide(made.city, "agency.unknown", "agency", agency=made.agencies[4])
    assert carry_out(made.city).outcomes == {"created": 3}
    assert set(Service.objects.values_list("agency_id", flat=True)) == {made.agencies[4].pk}


def test_what_is_accepted_is_published_and_the_finding_stays_as_a_warning(made: Made) -> None:
    made.take([{**row, "promised_days": "30个工作日"} for row in made.rows(2)])
    decide(made.city, "days.promise_exceeds_law", "accept")
    run = carry_out(made.city)
    assert run.outcomes == {"created": 2}
    found = Finding.objects.filter(run=run, rule="days.promise_exceeds_law")
    assert set(found.values_list("severity", flat=True)) == {"warning"}
    assert {service.current_version.read().promised_days for service in Service.objects.all()} == {30}


def test_a_row_that_waits_for_something_else_besides_waits_on_for_that_alone(made: Made) -> None:
    made.take([{**unmatched(made, 0), "promised_days": "30个工作日"}])
    assert {rule for rule, _cause in causes(made.city)} == {"days.promise_exceeds_law"}
    since = SourceRecord.objects.get().waiting_since
    decide(made.city, "days.promise_exceeds_law", "accept")
    run = carry_out(made.city)
    assert (run.outcomes, run.cleared) == ({"queued": 1}, 0)
    assert causes(made.city) == {("match.none", "没有这样的事项")}
    assert SourceRecord.objects.get().waiting_since == since
    decide(made.city, "match.none", "matter", matter=made.items[9])
    assert carry_out(made.city).outcomes == {"created": 1}
    assert SourceRecord.objects.get().waiting_since is None


def test_the_source_cures_by_itself_what_it_mends(made: Made) -> None:
    made.take([unmatched(made, 0)])
    run = made.take(made.rows(1))
    assert (run.outcomes, run.cleared, causes(made.city)) == ({"created": 1}, 1, set())


def test_a_matter_that_is_no_longer_in_use_leaves_the_row_waiting(made: Made) -> None:
    made.take([unmatched(made, 0)])
    decide(made.city, "match.none", "matter", matter=made.items[9])
    type(made.items[9]).objects.filter(pk=made.items[9].pk).update(is_active=False)
    run = carry_out(made.city)
    assert (run.outcomes, Service.objects.count()) == ({"queued": 1}, 0)
    assert causes(made.city) == {("decision.void", made.items[9].code)}


def test_a_trial_of_the_source_tells_what_the_decisions_make_of_it(made: Made) -> None:
    made.take([unmatched(made, 0)])
    decide(made.city, "match.none", "matter", matter=made.items[9])
    carry_out(made.city)
    before = digests()
    report = made.dry([unmatched(made, 0), unmatched(made, 31)])
    assert report["outcomes"] == {"created": 1, "unchanged": 1}
    assert digests() == before


def test_rows_that_do_not_wait_are_not_kept_in_our_words(made: Made) -> None:
    run = made.take([*made.rows(2), unmatched(made, 2)])
    kept = StagedRow.objects.filter(run=run).order_by("number").values_list("number", "waiting__fields__title")
    assert list(kept) == [(1, None), (2, None), (3, "没有这样的事项")]


def test_who_decided_is_in_the_audit_log(made: Made) -> None:
    made.take([unmatched(made, 0)])
    decision = decide(made.city, "match.none", "reject")
    entry = AuditEntry.objects.get(action="catalog.queue.decide")
    assert (entry.subject_id, entry.detail["choice"]) == (str(decision.pk), "reject")
