"""The older CSV layout: tables joined, each reference followed, each fault told."""

from __future__ import annotations

import pytest

from tests.cities.adapters.hsds.reading import SMALL, changed, pack, read_tables, write_tables

MEALS = {
    "old_id": "s1",
    "title": "Meals",
    "summary": "Hot meals",
    "status": "on",
    "conditions": "Residents",
    "materials": "Passport\nDriver's License",
    "steps": "Call",
    "fees": "Free",
    "agency_name": "Harvest",
    "online_url": "http://harvest.example.org/meals",
    "office_name": "North",
    "office_address": "5 Main St, Bel Air, MD 21014",
    "office_hours": "Mon 09:30-17:00; Tue 09:30-17:00",
    "phone": "(410) 555-0100 ext. 7",
    "longitude": "-76.25",
    "latitude": "39.5",
}
ADVICE = {
    "old_id": "s2",
    "title": "Advice",
    "summary": "By mail",
    "status": "off",
    "agency_name": "Harvest",
    "office_name": "Online",
    "phone": "410 555 0102",
}


def told(reading):
    return [(each.code, str(each.severity), each.row, each.field, each.evidence) for each in reading.findings]


def test_a_service_is_joined_with_all_that_belongs_to_it(tmp_path):
    reading = read_tables(write_tables(tmp_path / "small"))
    assert (reading.refused, told(reading)) == (None, [])
    assert reading.fields == [MEALS, ADVICE]


def test_what_was_read_is_kept_as_the_tables_have_it(tmp_path):
    raw = read_tables(write_tables(tmp_path / "small")).rows[0].raw
    assert list(raw) == [
        *("service", "location", "organization", "addresses", "phones", "regular_schedules", "taxonomy"),
    ]
    assert (raw["service"], raw["location"]) == (SMALL["services"][0], SMALL["locations"][0])
    assert raw["phones"] == [SMALL["phones"][0], SMALL["phones"][1], SMALL["phones"][2]]


@pytest.mark.parametrize("inside", ["", "baltimore/", "a/b/"])
def test_a_zip_is_read_as_the_folder_in_it(tmp_path, inside):
    folder = write_tables(tmp_path / "small")
    reading = read_tables(pack(folder, tmp_path / "small.zip", inside))
    assert (reading.fields, told(reading)) == ([MEALS, ADVICE], [])


def test_a_column_of_the_nested_service_can_be_mapped_too(tmp_path):
    folder = write_tables(tmp_path / "small")
    reading = read_tables(folder, columns={"old_url": "organization.url"})
    assert reading.fields == [{**row, "old_url": "http://harvest.example.org"} for row in (MEALS, ADVICE)]


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (
            changed("services", 0, location_id="gone"),
            [
                ("source.unreached", "info", None, None, "locations.csv: 1; 1: North"),
                ("source.unknown_parent", "error", 1, "location_id", "gone"),
            ],
        ),
        (
            changed("services", 0, location_id=""),
            [
                ("source.unreached", "info", None, None, "locations.csv: 1; 1: North"),
                ("source.no_parent", "error", 1, "location_id", ""),
            ],
        ),
        (
            changed("locations", 0, organization_id="gone"),
            [
                ("source.unknown_parent", "warning", None, "organization_id", "locations.csv: 1; 1: gone"),
                ("source.unknown_parent", "error", 1, "locations.organization_id", "locations.csv 1: gone"),
            ],
        ),
        (
            changed("services", 0, program_id="gone"),
            [("source.unknown_parent", "warning", 1, "program_id", "gone")],
        ),
        (
            changed("phones", 2, organization_id="gone"),
            [("source.unknown_parent", "warning", None, "organization_id", "phones.csv: 1; 3: gone")],
        ),
        (
            changed("phones", 0, location_id="l2"),
            [("source.crossed_parents", "warning", None, "location_id", "phones.csv: 1; 1: l2")],
        ),
        (
            changed("services", 0, name=""),
            [("source.missing_value", "error", 1, "name", "")],
        ),
        (
            changed("services", 0, website="harvest"),
            [("source.malformed_value", "warning", 1, "website", "harvest")],
        ),
        (
            changed("locations", 0, latitude="north"),
            [
                ("source.malformed_value", "warning", None, "latitude", "locations.csv: 1; 1: north"),
                ("source.malformed_value", "warning", 1, "locations.latitude", "locations.csv 1: north"),
            ],
        ),
        (
            changed("services", 0, taxonomy_ids="101, 999"),
            [("source.unknown_parent", "warning", 1, "taxonomy_ids", "999")],
        ),
        (
            changed("locations", 1, id="l1"),
            [
                ("source.doubled_id", "warning", None, "id", "locations.csv: 1; 2: l1"),
                ("source.unknown_parent", "error", 2, "location_id", "l2"),
            ],
        ),
        (
            changed("locations", 1, virtual=""),
            [
                ("source.no_address", "warning", None, "virtual", "locations.csv: 1; 2: Online"),
                ("source.no_address", "warning", 2, "locations.virtual", "locations.csv 0: Online"),
            ],
        ),
        (
            changed("services", 0, description="=1+1"),
            [("source.formula", "warning", 1, "description", "=1+1")],
        ),
    ],
)
def test_a_fault_is_told_where_it_matters(tmp_path, tables, expected):
    reading = read_tables(write_tables(tmp_path / "small", tables))
    assert reading.refused is None
    assert told(reading) == expected


def test_a_reference_to_a_program_is_followed_where_there_are_programs(tmp_path):
    program = {"id": "g1", "organization_id": "o1", "name": "Defeat Hunger"}
    tables = {**changed("services", 0, program_id="g1"), "programs": [program]}
    reading = read_tables(write_tables(tmp_path / "small", tables))
    assert (told(reading), reading.rows[0].raw["program"]) == ([], program)


def test_what_is_of_no_use_is_left_out_and_told(tmp_path):
    reading = read_tables(write_tables(tmp_path / "small", changed("phones", 0, number_type="")))
    assert reading.fields[0]["phone"] == "410 555 0102"
    assert told(reading) == [
        ("source.missing_value", "warning", None, "number_type", "phones.csv: 1; 1: "),
        ("source.missing_value", "warning", 1, "phones.number_type", "phones.csv 1: "),
    ]


def test_what_belongs_to_one_service_without_end_is_cut(tmp_path):
    phones = [
        {"id": f"p{number}", "service_id": "s1", "number": f"410-555-{number:04}", "number_type": "voice"}
        for number in range(300)
    ]
    reading = read_tables(write_tables(tmp_path / "small", {**SMALL, "phones": phones}))
    assert told(reading) == [("source.too_many_related", "warning", 1, "phones.service_id", "phones.csv 201: s1")]
    assert len(reading.rows[0].raw["phones"]) == 200
    assert reading.fields[0]["phone"] == "、".join(f"410-555-{number:04}" for number in range(5))


@pytest.mark.parametrize("missing", ["organizations", "locations", "services"])
def test_without_a_table_that_is_needed_nothing_is_read(tmp_path, missing):
    folder = write_tables(tmp_path / "small")
    (folder / f"{missing}.csv").unlink()
    reading = read_tables(folder)
    assert (reading.refused, reading.evidence) == (("source.missing_table", True), [f"{missing}.csv"])


@pytest.mark.parametrize("empty", ["organizations", "locations", "services"])
def test_without_rows_in_a_table_that_is_needed_nothing_is_read(tmp_path, empty):
    reading = read_tables(write_tables(tmp_path / "small", {**SMALL, empty: []}))
    assert (reading.refused, reading.evidence) == (("source.empty_table", True), [f"{empty}.csv"])


def test_a_table_without_one_of_its_columns_is_refused_by_name(tmp_path):
    folder = write_tables(tmp_path / "small")
    (folder / "phones.csv").write_text("id,number\n1,410-555-0100\n", encoding="utf-8")
    reading = read_tables(folder)
    assert reading.refused == ("source.missing_column", True)
    assert reading.evidence[0] == "phones.csv: contact_id"


def test_another_file_is_told_and_left_alone(tmp_path):
    folder = write_tables(tmp_path / "small")
    (folder / "notes.txt").write_text("=1+1", encoding="utf-8")
    reading = read_tables(folder)
    assert (reading.fields, told(reading)) == (
        [MEALS, ADVICE],
        [("source.ignored_file", "info", None, None, "notes.txt")],
    )


def in_windows_1252(folder):
    path = write_tables(folder, changed("services", 0, name="Café Peña")) / "services.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("windows-1252"))
    return folder


def test_what_is_no_utf_8_is_refused_and_not_taken_for_chinese(tmp_path):
    reading = read_tables(in_windows_1252(tmp_path / "small"))
    assert (reading.rows, reading.refused) == ([], ("source.encoding", True))


def test_another_encoding_is_read_where_the_manifest_names_it(tmp_path):
    reading = read_tables(in_windows_1252(tmp_path / "small"), encoding="windows-1252")
    assert (reading.fields[0]["title"], told(reading)) == ("Café Peña", [])
