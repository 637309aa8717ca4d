"""Rows of one source that say the same under different ids, and a source whose city codes are shifted throughout."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from catalog.intake.first_look import Repeats
from catalog.models import Finding, IntakeRun
from cities.manifests import load_file
from cities.services import city_register
from services_portal.kernel.actor import SYSTEM
from tests.catalog.intake.conftest import Made


def found(run: IntakeRun, rule: str) -> list[tuple[int | None, str]]:
    rows = Finding.objects.filter(run=run, rule=rule).order_by("row_number", "id")
    return list(rows.values_list("row_number", "evidence"))


@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(0, 5), max_size=60), st.integers(1, 70))
def test_groups_are_the_numbers_that_share_a_hash(marks: list[int], keep: int) -> None:
    repeats = Repeats(keep)
    for number, mark in enumerate(marks, start=1):
        repeats.add(number, mark)
    expected: dict[int, list[int]] = {}
    for number, mark in enumerate(marks, start=1):
        expected.setdefault(mark, []).append(number)
    assert Counter(repeats.groups()) == Counter(tuple(group) for group in expected.values() if len(group) > 1)
    assert list(repeats.groups()) == []


def test_both_rows_of_a_pair_are_told_whichever_comes_first(made: Made) -> None:
    rows = made.rows(6)
    rows[4] = {**rows[1], "old_id": "again"}
    rows[5] = {**rows[2], "old_id": "named", "item_code": "", "conditions": "另一个条件。"}
    run = made.take(rows)
    title, agency = rows[1]["title"], rows[1]["agency_name"]
    assert found(run, "row.same_content") == [(2, f"#2 #5: {title} · {agency}"), (5, f"#2 #5: {title} · {agency}")]
    assert found(run, "row.same_name") == [
        (3, f"#3 #6: {rows[2]['title']} · {agency}"),
        (6, f"#3 #6: {rows[2]['title']} · {agency}"),
    ]
    assert found(run, "row.same_code") == []


def test_the_same_code_under_two_names_is_told_at_both(made: Made) -> None:
    rows = made.rows(2)
    rows[1] = {**rows[0], "old_id": "other", "title": "换了一个说法的事项办理"}
    run = made.take(rows)
    agency = rows[0]["agency_name"]
    code = rows[0]["item_code"]
    assert found(run, "row.same_code") == [(1, f"#1 #2: {code} · {agency}"), (2, f"#1 #2: {code} · {agency}")]


def test_the_same_matter_of_two_agencies_or_two_places_is_no_double(made: Made) -> None:
    rows = made.rows(31)
    run = made.take([rows[0], rows[30]])
    assert rows[0]["title"] == rows[30]["title"]
    assert [rule for rule in run.findings if rule.startswith("row.same")] == []


def test_a_row_that_repeats_its_own_id_is_told_as_that_alone(made: Made) -> None:
    rows = made.rows(1)
    run = made.take([rows[0], rows[0]])
    assert {rule for rule in run.findings if rule.startswith("row.")} == {"row.doubled"}


def test_a_dry_run_tells_the_same(made: Made) -> None:
    rows = made.rows(2)
    rows[1] = {**rows[0], "old_id": "again"}
    told = made.dry(rows)
    assert told["findings"]["row.same_content"] == 2
    assert made.take().findings == told["findings"]


def test_a_shifted_list_of_cities_is_told_once_and_its_rows_wait(made: Made) -> None:
    """The code of the neighbour stands with the name of the city itself, throughout."""
    rows = made.rows(5, lambda number: {"region_code": "379800000000", "office_address": "试城市人民路1号"})
    rows[4]["region_code"] = "379900000000"
    run = made.take(rows)
    assert run.outcomes == {"created": 1, "queued": 4}
    assert found(run, "source.region_shifted") == [(None, "3798  → 试城市 × 4".replace("  ", " "))]
    assert Finding.objects.get(run=run, row_number=None).proposal == "3798 → 3799"
    assert run.findings["region.name_mismatch"] == 4
    assert set(Finding.objects.filter(run=run, rule="region.name_mismatch").values_list("proposal", flat=True)) == {
        "379900000000"
    }


def test_a_slip_in_one_row_is_no_shifted_list(made: Made) -> None:
    rows = made.rows(3)
    rows[0] |= {"region_code": "379800000000", "office_address": "试城市人民路1号"}
    run = made.take(rows)
    assert run.outcomes == {"created": 2, "queued": 1}
    assert "source.region_shifted" not in run.findings


def test_the_parts_of_a_code_have_shapes_of_their_own(made: Made, city_folder) -> None:  # type: ignore[no-untyped-def]
    path = city_folder / "testing.toml"
    text = path.read_text(encoding="utf-8")
    codes = (
        "[catalogue.codes]\npattern = '(?P<uscc>[0-9A-Z]+)-(?P<basic>.+)'\n[catalogue.codes.parts]\nuscc = '.{18}'\n"
    )
    path.write_text(text + codes, encoding="utf-8")
    city_register(manifest=load_file(path), actor=SYSTEM)
    rows = made.rows(2)
    rows[0]["item_code"] = f"{rows[0]['agency_code']}-{rows[0]['item_code'][19:]}"
    rows[1]["item_code"] = f"123-{rows[1]['item_code'][19:]}"
    run = made.take(rows)
    assert found(run, "code.malformed") == [(2, f"{rows[1]['item_code']} (uscc: 123)")]
    assert run.outcomes == {"created": 2}
