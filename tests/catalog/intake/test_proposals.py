"""What is likely and not certain is proposed, and the row waits."""

from __future__ import annotations

from catalog.models import Finding, Service
from tests.catalog.intake.conftest import Made


def test_a_code_with_a_lost_character_proposes_the_agency_and_takes_nothing_in(made: Made) -> None:
    rows = made.rows(2)
    code = rows[0]["agency_code"]
    rows[0] |= {"agency_code": code[:5] + code[6:], "agency_name": "没有登记的单位", "item_code": ""}
    rows[1] |= {"agency_code": "", "agency_name": "没有登记的单位", "item_code": ""}
    run = made.take(rows)
    assert run.outcomes == {"queued": 2}
    found = Finding.objects.filter(run=run, rule="agency.unknown").order_by("row_number")
    assert list(found.values_list("repair", "proposal")) == [("", code), ("", "")]
    assert not Service.objects.filter(city=made.city).exists()
    examples = run.report["examples"]["agency.unknown"]
    assert [example.get("proposal") for example in examples] == [code, None]


def test_a_day_that_reads_two_ways_waits_with_both(made: Made) -> None:
    rows = made.rows(2)
    rows[0]["effective_on"] = "05/03/2021"
    run = made.take(rows)
    assert run.outcomes == {"created": 1, "queued": 1}
    assert Finding.objects.get(run=run, rule="date.ambiguous").proposal == "2021-03-05 / 2021-05-03"
