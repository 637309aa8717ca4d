"""Every source row ends in exactly one outcome, and the next run knows it again."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Finding, LegacyAlias, Service, ServiceState, SourceRecord, StagedRow
from cities.models import ServiceCentre
from tests.catalog.intake.conftest import Made
from tests.catalog.intake.digests import digests


def rules_of(run_id: object, number: int) -> set[str]:
    """Return the rules that bit in a row."""
    return set(Finding.objects.filter(run_id=run_id, row_number=number).values_list("rule", flat=True))


def test_new_rows_are_published_and_their_old_ids_lead_to_them(made: Made) -> None:
    run = made.take(made.rows(40))
    assert (run.state, run.outcomes, run.total_rows) == ("done", {"created": 40}, 40)
    service = Service.objects.select_related("current_version", "basic_item").get(
        implementation_code=f"{made.agencies[0].uscc}3{made.items[3].code}"
    )
    assert service.state == ServiceState.PUBLISHED
    content = service.current_version.read()
    assert (content.title.zh_hans, content.title.en) == ("第3号事项办理", "Matter 3")
    assert (content.statutory_days, content.promised_days, content.visits, content.fees) == (20, 4, 1, ())
    assert [(need.name.zh_hans, need.name.en, need.grade.value, need.copies) for need in content.materials] == [
        ("居民身份证", "Resident identity card", "A", 1),
        ("申请表", "Application form", "D", 1),
        ("近期免冠证件照", "Recent photograph", "C", 2),
    ]
    assert [channel.kind.value for channel in content.channels] == ["window", "online"]
    assert LegacyAlias.objects.get(city=made.city, old_id="T-0000003").service == service
    assert service.documents.count() == 2
    assert service.listings.filter(city=made.city).count() == 2


def test_a_number_of_copies_that_is_none_counts_as_one(made: Made) -> None:
    rows = made.rows(1)
    rows[0].update(materials="申请表|D|原件|²\n照片|C|原件|999\n户口簿|A|原件|3", materials_en="")
    assert made.take(rows).outcomes == {"created": 1}
    content = Service.objects.get().current_version.read()
    assert [need.copies for need in content.materials] == [1, 1, 3]


def test_an_office_at_the_address_of_a_service_centre_is_that_centre(made: Made) -> None:
    for code, address in (("T-01", "站前路9号"), ("T-02", "解放路1号"), ("T-03", "解放路 1 号")):
        ServiceCentre.objects.create(
            code=code,
            city=made.city,
            region=made.city.region,
            name={"zh-hans": f"{code}政务服务中心"},
            address={"zh-hans": address},
        )
    rows = made.rows(3)
    rows[0]["office_address"] = "站前路 ９ 号"
    rows[1]["office_address"] = "解放路1号"  # two centres: neither
    rows[2]["office_address"] = "别处"
    made.take(rows)
    services = Service.objects.select_related("current_version").order_by("implementation_code")
    found = {service.sources.get().old_id: service.current_version.read().offices[0].centre for service in services}
    assert found == {"T-0000000": "T-01", "T-0000001": None, "T-0000002": None}


def test_a_second_run_over_the_same_source_changes_nothing_and_writes_nothing(made: Made) -> None:
    rows = [*made.rows(35), {**made.rows(1)[0]}, {**made.rows(1)[0], "title": "另一个名称"}]
    rows[5]["title"] = ""
    rows[6].update(title="没有这样的事项", item_code="")
    first = made.take(rows)
    assert first.outcomes == {"created": 33, "queued": 2, "rejected": 2}
    before = digests()
    second = made.take()
    assert second.outcomes == {"unchanged": 37}
    assert second.report["standing"] == {"published": 33, "queued": 2, "rejected": 2}
    assert second.findings == {}
    after = digests()
    # The run itself is the only thing that was told.
    assert after.pop("kernel_outboxevent")[0] == before.pop("kernel_outboxevent")[0] + 1
    assert after == before


def test_a_changed_row_makes_a_new_version_and_leaves_the_others_alone(made: Made) -> None:
    rows = made.rows(5)
    made.take(rows)
    rows[2]["promised_days"] = "2个工作日"
    run = made.take(rows)
    assert run.outcomes == {"updated": 1, "unchanged": 4}
    service = LegacyAlias.objects.get(old_id="T-0000002").service
    assert service.current_version.number == 2
    assert service.current_version.read().promised_days == 2
    assert made.take().outcomes == {"unchanged": 5}


def test_a_row_that_only_spells_the_same_differently_is_unchanged(made: Made) -> None:
    rows = made.rows(3)
    made.take(rows)
    rows[1]["promised_days"] = "二个工作日"
    assert made.take(rows).outcomes == {"unchanged": 3}
    assert LegacyAlias.objects.get(old_id="T-0000001").service.current_version.number == 1
    assert StagedRow.objects.count() == 3


def test_what_is_gone_from_the_source_is_retired_its_old_id_kept_and_counted_apart(made: Made) -> None:
    rows = made.rows(10)
    made.take(rows)
    run = made.take(rows[:8])
    assert (run.outcomes, run.retired, run.total_rows) == ({"unchanged": 8}, 2, 8)
    assert run.report["rows"] == sum(run.report["outcomes"].values()) == 8
    alias = LegacyAlias.objects.get(old_id="T-0000009")
    assert alias.service.state == ServiceState.RETIRED
    again = made.take()
    assert (again.outcomes, again.retired) == ({"unchanged": 8}, 0)
    back = made.take(rows)
    assert back.outcomes == {"unchanged": 8, "updated": 2}
    assert LegacyAlias.objects.get(old_id="T-0000009").service.state == ServiceState.PUBLISHED


def test_a_row_that_is_switched_off_retires_its_service(made: Made) -> None:
    rows = made.rows(4)
    made.take(rows)
    rows[1]["status"] = "off"
    run = made.take(rows)
    assert (run.outcomes, run.retired) == ({"retired": 1, "unchanged": 3}, 0)
    assert LegacyAlias.objects.get(old_id="T-0000001").service.state == ServiceState.RETIRED
    assert made.take().outcomes == {"unchanged": 4}


def test_a_broken_row_leaves_the_service_as_it_was(made: Made) -> None:
    rows = made.rows(4)
    made.take(rows)
    rows[1]["promised_days"] = "90个工作日"
    run = made.take(rows)
    assert run.outcomes == {"queued": 1, "unchanged": 3}
    service = LegacyAlias.objects.get(old_id="T-0000001").service
    assert (service.state, service.current_version.read().promised_days) == ("published", 2)
    rows[1]["promised_days"] = "1个工作日"
    assert made.take(rows).outcomes == {"updated": 1, "unchanged": 3}


def test_a_service_that_a_clerk_changed_is_not_overwritten(made: Made) -> None:
    rows = made.rows(3)
    made.take(rows)
    record = SourceRecord.objects.get(old_id="T-0000001")
    SourceRecord.objects.filter(pk=record.pk).update(version_number=record.version_number + 7)
    rows[1]["promised_days"] = "1个工作日"
    run = made.take(rows)
    assert run.outcomes == {"queued": 1, "unchanged": 2}
    assert rules_of(run.id, 2) == {"service.edited_here"}


def test_two_rows_for_one_service(made: Made) -> None:
    rows = made.rows(3)
    rows.append({**rows[0], "old_id": "AGAIN"})
    rows.append({**rows[1], "old_id": "OTHER", "title": "别的名称"})
    run = made.take(rows)
    assert run.outcomes == {"created": 3, "queued": 1, "rejected": 1}
    assert "row.same_service_again" in rules_of(run.id, 4)
    assert "row.same_service" in rules_of(run.id, 5)
    # The link of the row that says the same leads where it should; the other's waits for a person.
    assert LegacyAlias.objects.get(old_id="AGAIN").service == LegacyAlias.objects.get(old_id="T-0000000").service
    assert not LegacyAlias.objects.filter(old_id="OTHER").exists()


def test_a_city_that_numbers_its_rows_anew_keeps_its_services_and_both_links(made: Made) -> None:
    rows = made.rows(6)
    made.take(rows)
    services = set(Service.objects.values_list("id", flat=True))
    run = made.take([{**row, "old_id": f"NEW-{row['old_id']}"} for row in rows])
    assert (run.state, run.retired) == ("done", 0)
    assert run.outcomes == {"unchanged": 6}
    assert set(Service.objects.filter(state="published").values_list("id", flat=True)) == services
    assert LegacyAlias.objects.count() == 12
    assert SourceRecord.objects.count() == 6
    assert made.take().outcomes == {"unchanged": 6}


def test_a_waiting_row_is_judged_again_when_the_directory_has_grown(made: Made) -> None:
    rows = made.rows(2)
    rows[1].update(title="后来才有的事项", item_code="")
    assert made.take(rows).outcomes == {"created": 1, "queued": 1}
    assert made.take().outcomes == {"unchanged": 2}
    item = made.items[20]
    item.synonyms = ["后来才有的事项"]
    item.save()
    assert made.take().outcomes == {"created": 1, "unchanged": 1}


DIRT = st.sampled_from(
    [
        {},
        {"title": ""},
        {"title": "测试"},
        {"status": "off"},
        {"old_id": ""},
        {"old_id": "T-0000001"},
        {"old_id": "x" * 300},
        {"item_code": "12345", "agency_code": "", "agency_name": "谁也不认识的局"},
        {"item_code": "", "title": "没有这样的事项"},
        {"promised_days": "200个工作日"},
        {"fees": "=cmd|'/C calc'!A0"},
        {"conditions": "甲\x01乙<script>x</script>"},
        {"region_code": "370200000000"},
    ]
)


CATALOGUES = st.lists(st.lists(DIRT, min_size=1, max_size=8), min_size=1, max_size=3)


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CATALOGUES)
def test_whatever_comes_after_whatever_each_row_ends_in_one_outcome_and_a_dry_run_foretells_it(
    made: Made, catalogues: list[list[dict[str, str]]]
) -> None:
    with transaction.atomic():
        for dirt in catalogues:
            rows = [{**row, **change} for row, change in zip(made.rows(len(dirt)), dirt, strict=True)]
            told = made.dry(rows)
            run = made.take()
            assert sum(run.outcomes.values()) == run.total_rows == len(rows)
            foretold = (told["state"], told["outcomes"], told["findings"], told["retired"], told["standing"])
            assert foretold == (run.state, run.outcomes, run.findings, run.retired, run.report["standing"])
            assert made.take().outcomes == {"unchanged": len(rows)}
        transaction.set_rollback(True)
