"""The real list of 广安区 (1,135 rows) as a seventeenth city, through a manifest alone, from each of its three files.

The figures were counted from the file independently: 628 rows whose department is the organisation inside the item
code (231 equal, 12 equal but for case, 385 given by the nine characters of the organisation code), 354 whose
department contradicts it, 153 whose item code holds no valid credit code.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.models import BasicItem, Finding, IntakeRun, LegacyAlias, Service, StagedRow
from catalog.services import intake_dry_run, intake_run, intake_start
from cities.manifests import load_file
from cities.models import Agency, City
from cities.services import city_register
from services_portal.kernel.actor import SYSTEM
from tests.catalog.intake.digests import digests
from tests.cities.guangan.real import FOLDER, JSON_MANIFEST, MANIFEST, ROWS, real_file

pytestmark = pytest.mark.django_db

FILES = [
    (MANIFEST, "guangan_items_gb18030.csv"),
    (MANIFEST, "guangan_items_utf8bom.csv"),
    (JSON_MANIFEST, "guangan_items.json"),
]
# An organisation of seven characters; an item's part that ends in four digits, not three; three without segments.
MALFORMED = [
    "511A0077700002-510000000000-000-8282348-1-00",
    "A-005818-5818-511602000000-000-115113010087783353-1-00",
    "E-000004-001-11511301008778386B",
    "E-000021-001-1111111111111111",
    "H-000185-001-4444444444",
]


@pytest.fixture
def guangan(settings: Any) -> City:
    settings.PORTAL_CITY_DIRS = [*settings.PORTAL_CITY_DIRS, FOLDER]
    return city_register(manifest=load_file(MANIFEST), actor=SYSTEM)


def take(city: City, name: str = "guangan_items_gb18030.csv") -> IntakeRun:
    """Take the file in and return the run."""
    run = intake_start(actor=SYSTEM, city=city, path=real_file(name), hand_over=False)
    return intake_run(run_id=run.id)


def told(run: IntakeRun, rule: str) -> list[tuple[int, str, str, str]]:
    """Return what a run found by one rule: row, evidence, repair, proposal."""
    findings = Finding.objects.filter(run=run, rule=rule).order_by("row_number", "id")
    return list(findings.values_list("row_number", "evidence", "repair", "proposal"))


@pytest.mark.parametrize(("manifest", "name"), FILES)
def test_every_row_is_accounted_for_whichever_file_is_read(settings: Any, manifest: Path, name: str) -> None:
    settings.PORTAL_CITY_DIRS = [*settings.PORTAL_CITY_DIRS, manifest.parent]
    city = city_register(manifest=load_file(manifest), actor=SYSTEM)
    dry = intake_dry_run(city=city, path=real_file(name))
    run = take(city, name)
    assert run.state == "done"
    assert run.total_rows == sum(run.outcomes.values()) == ROWS
    assert (run.outcomes, run.findings) == (dry["outcomes"], dry["findings"])
    assert run.outcomes == {"created": 627, "queued": 507, "rejected": 1}
    assert run.report["agreements"] == dry["agreements"]
    assert dry["agreements"] == {"equal": 231, "spelling": 12, "organisation": 385, "conflict": 354, "invalid": 153}
    findings = {rule: count for rule, count in run.findings.items() if rule != "source.encoding_corrected"}
    assert findings == {
        "agency.adopted": 20,
        "agency.code_completed": 385,
        "agency.code_normalised": 447,
        "agency.conflict": 354,
        "audience.from_matter": 627,
        "code.malformed": 5,
        "code.normalised": 1,
        "code.region_mismatch": 1,
        "code.type_mismatch": 34,
        "code.uscc_invalid": 153,
        "match.adopted": 627,
        "row.same_name": 4,
        "row.same_service_again": 1,
        "vocab.type_padded": 605,
    }
    assert StagedRow.objects.filter(run=run).count() == ROWS
    assert Service.objects.filter(city=city).count() == 627
    assert LegacyAlias.objects.filter(city=city).count() == 628


def test_how_code_and_department_agree_stands_with_each_row(guangan: City) -> None:
    run = take(guangan)
    outcomes = {
        (each["agreement"], each["outcome"])
        for each in StagedRow.objects.filter(run=run).values("agreement", "outcome")
    }
    assert outcomes == {
        ("equal", "created"),
        ("spelling", "created"),
        ("organisation", "created"),
        ("organisation", "rejected"),
        ("conflict", "queued"),
        ("invalid", "queued"),
    }


def test_five_item_codes_are_malformed(guangan: City) -> None:
    run = take(guangan)
    rows = Finding.objects.filter(run=run, rule="code.malformed").values_list("row_number", flat=True)
    ids = StagedRow.objects.filter(run=run, number__in=rows).values_list("old_id", flat=True)
    assert sorted(ids) == MALFORMED
    # The organisation is read for all that, where it is there: that row is not kept back by its item's part.
    assert StagedRow.objects.get(run=run, old_id=MALFORMED[1]).outcome == "created"


def test_each_repair_bears_what_it_was_and_what_it_became(guangan: City) -> None:
    run = take(guangan)
    completed = told(run, "agency.code_completed")
    assert len(completed) == 385
    assert all(code[8:17] == short for _row, short, code, _proposal in completed)
    assert completed[0] == (2, "083372204", "115113010833722043", "")
    (normalised,) = told(run, "code.normalised")
    assert normalised[1:3] == (
        "511F0045400001-511602000000-000-11511301452259996u-1-00",
        "511F0045400001-511602000000-000-11511301452259996U-1-00",
    )


def test_what_is_likely_and_not_certain_is_proposed_to_a_person(guangan: City) -> None:
    run = take(guangan)
    assert all(not repair for _row, _evidence, repair, _proposal in told(run, "agency.conflict"))
    proposed = [(evidence, proposal) for _row, evidence, _repair, proposal in told(run, "agency.conflict") if proposal]
    assert {pair: proposed.count(pair) for pair in proposed} == {
        ("1151130108778239R ≠ 11511301008778239R", "11511301008778239R"): 18,
        ("1151130000877869M ≠ 11511300008778693M", "11511300008778693M"): 16,
    }
    invalid = {(evidence, proposal) for _row, evidence, _repair, proposal in told(run, "code.uscc_invalid")}
    assert ("083372204", "115113010833722043") in invalid
    assert ("E-000004-001-11511301008778386B", "11511301008778386B") in invalid


def test_two_pairs_of_doubled_names_are_told_at_each_of_their_rows(guangan: City) -> None:
    run = take(guangan)
    pairs: dict[str, list[int]] = {}
    for row, evidence, _repair, _proposal in told(run, "row.same_name"):
        pairs.setdefault(evidence, []).append(row)
    assert [evidence.partition(": ")[2] for evidence in sorted(pairs)] == [
        "求职创业补贴申领 · 区人社局",
        "城市建筑物、设施上张挂、张贴宣传品审批 · 区行政审批局",
    ]
    assert all(evidence.startswith(f"#{rows[0]} #{rows[1]}: ") for evidence, rows in pairs.items())
    # Of the second pair both rows are the department's own: the later one leads to the service of the earlier.
    ((again, _evidence, _repair, _proposal),) = told(run, "row.same_service_again")
    assert again == max(pairs[max(pairs, key=len)])


def test_a_second_run_changes_nothing(guangan: City) -> None:
    take(guangan)
    before = digests()
    again = take(guangan)
    assert again.outcomes == {"unchanged": ROWS}
    after = digests()
    assert after.pop("kernel_outboxevent")[0] == before.pop("kernel_outboxevent")[0] + 1
    assert after == before


def test_agencies_and_matters_that_it_brings_along_are_added_once(guangan: City) -> None:
    run = take(guangan)
    agencies = Agency.objects.filter(city=guangan)
    assert agencies.count() == run.findings["agency.adopted"]
    assert set(agencies.values_list("level", flat=True)) == {"4"}
    assert BasicItem.objects.count() == run.findings["match.adopted"]
    assert json.dumps(run.report)
