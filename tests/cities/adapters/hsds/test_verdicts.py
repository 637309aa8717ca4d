"""The 55 small files that came with the real catalogue: each has the verdict that its name promises.

What a name promises is told by the importers that the files were written for (spec/lib of the same repository): which
line they refuse, and for what; and that they take a date with two digits of the year, and one spelled out.
"""

from __future__ import annotations

import pytest

from cities.adapters.contrib.hsds.checking import judge_tables
from tests.cities.adapters.hsds.real import SMALL, small_file

# The rows that are there before a file comes in, as the importers' own tests make them.
KNOWN = {
    "organizations": {"1", "2"},
    "locations": {"1", "2", "3"},
    "services": {"1"},
    "contacts": {"1"},
    "programs": {"1"},
}
STANDING = {"LOCATION_ID": "1", "ORG_ID": "1", "SERVICE_ID": "1", "CONTACT_ID": "1"}
PARENTS = "location_id, contact_id, service_id, organization_id"
GOOD = {
    "existing_category.csv": "taxonomy",
    "hs_with_2_digit_year.csv": "holiday_schedules",
    "hs_with_spelled_out_date.csv": "holiday_schedules",
    "locations.csv": "locations",
    "org_with_2_digit_year.csv": "organizations",
    "org_with_spelled_out_date.csv": "organizations",
    "programs.csv": "programs",
    "service_upload.csv": "service_upload",
    "taxonomy.csv": "taxonomy",
    "valid_address.csv": "addresses",
    "valid_category.csv": "taxonomy",
    "valid_contact_phone.csv": "phones",
    "valid_location.csv": "locations",
    "valid_location_contact.csv": "contacts",
    "valid_location_holiday_schedule.csv": "holiday_schedules",
    "valid_location_phone.csv": "phones",
    "valid_location_regular_schedule.csv": "regular_schedules",
    "valid_mail_address.csv": "mail_addresses",
    "valid_org.csv": "organizations",
    "valid_org_contact.csv": "contacts",
    "valid_org_phone.csv": "phones",
    "valid_program.csv": "programs",
    "valid_service.csv": "services",
    "valid_service_contact.csv": "contacts",
    "valid_service_holiday_schedule.csv": "holiday_schedules",
    "valid_service_phone.csv": "phones",
    "valid_service_regular_schedule.csv": "regular_schedules",
    "valid_service_reimport.csv": "services",
}
# file → table, row, code, column, evidence: nothing else is wrong with it.
BAD = {
    "holiday_schedule_with_no_parent.csv": (
        *("holiday_schedules", 1, "source.no_parent", "location_id"),
        "location_id, service_id",
    ),
    "hs_with_invalid_date.csv": ("holiday_schedules", 1, "source.malformed_value", "end_date", "13/27/2014"),
    "invalid_address.csv": ("addresses", 1, "source.missing_value", "city", ""),
    "invalid_category.csv": ("taxonomy", 1, "source.missing_value", "name", ""),
    "invalid_contact.csv": ("contacts", 1, "source.missing_value", "name", ""),
    "invalid_holiday_schedule.csv": ("holiday_schedules", 1, "source.missing_value", "closes_at", ""),
    "invalid_location.csv": ("locations", 1, "source.missing_value", "name", ""),
    "invalid_location_org.csv": ("locations", 1, "source.unknown_parent", "organization_id", "-1"),
    "invalid_mail_address.csv": ("mail_addresses", 1, "source.missing_value", "address_1", ""),
    "invalid_mail_address_location.csv": ("mail_addresses", 1, "source.unknown_parent", "location_id", "100"),
    "invalid_org.csv": ("organizations", 1, "source.missing_value", "name", ""),
    "invalid_parent_category.csv": ("taxonomy", 1, "source.unknown_parent", "parent_id", "0"),
    "invalid_phone.csv": ("phones", 1, "source.missing_value", "number_type", ""),
    "invalid_program.csv": ("programs", 1, "source.missing_value", "name", ""),
    "invalid_program_headers.csv": (
        *("programs", 0, "source.missing_column", ""),
        "programs.csv: alternate_name",
    ),
    "invalid_regular_schedule.csv": ("regular_schedules", 1, "source.missing_value", "closes_at", ""),
    "invalid_service.csv": ("services", 1, "source.missing_value", "name", ""),
    "invalid_service_location.csv": ("services", 1, "source.unknown_parent", "location_id", "-1"),
    "org_with_invalid_date.csv": ("organizations", 1, "source.malformed_value", "date_incorporated", "24/2/70"),
    "phone_with_no_parent.csv": ("phones", 1, "source.no_parent", "location_id", PARENTS),
    "program_with_no_parent.csv": ("programs", 1, "source.no_parent", "organization_id", ""),
    "regular_schedule_with_no_parent.csv": (
        *("regular_schedules", 1, "source.no_parent", "location_id"),
        "location_id, service_id",
    ),
    "service_upload_invalid_url.csv": ("service_upload", 1, "source.malformed_value", "Website", "google.com"),
    "service_upload_location_not_found.csv": (
        *("service_upload", 1, "source.unknown_parent", "Location ID"),
        "-1",
    ),
    "services.csv": ("services", 0, "source.empty_table", "", ""),
}


def standing_in(path, tmp_path):
    """Put ids that exist where the importers' tests put theirs."""
    text = path.read_text(encoding="utf-8")
    for word, key in STANDING.items():
        text = text.replace(f"{{{word}}}", key)
    (tmp_path / path.name).write_text(text, encoding="utf-8")
    return tmp_path / path.name


def told(files, **more):
    return [
        (each.table, each.row, each.code, each.column, each.evidence)
        for each in judge_tables(files, known=KNOWN, **more)
    ]


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_good_file_is_accepted_without_a_word(name, tmp_path):
    assert told({GOOD[name]: standing_in(small_file(name), tmp_path)}) == []


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_file_is_refused_for_the_one_thing_that_is_wrong_with_it(name, tmp_path):
    table = BAD[name][0]
    assert told({table: standing_in(small_file(name), tmp_path)}) == [BAD[name]]


def test_a_location_is_refused_whose_address_is_missing(tmp_path):
    files = {
        "locations": standing_in(small_file("valid_location.csv"), tmp_path),
        "addresses": standing_in(small_file("missing_address.csv"), tmp_path),
    }
    assert told(files) == [
        ("addresses", 1, "source.missing_value", "city", ""),
        ("locations", 1, "source.no_address", "virtual", "Harvest Food Bank"),
        ("addresses", 1, "source.unknown_parent", "location_id", "100"),
    ]


def test_a_location_is_accepted_with_its_address(tmp_path):
    files = {
        "locations": standing_in(small_file("valid_location.csv"), tmp_path),
        "addresses": standing_in(small_file("valid_address.csv"), tmp_path),
    }
    assert told(files) == []


def test_a_category_that_exists_is_not_taken_in_again(tmp_path):
    path = standing_in(small_file("existing_category.csv"), tmp_path)
    taken = judge_tables({"taxonomy": path}, known={"taxonomy": {"101"}})
    assert [(each.row, each.code, each.column, each.evidence) for each in taken] == [
        (1, "source.doubled_id", "taxonomy_id", "101")
    ]


def test_a_contact_of_nobody_is_refused(tmp_path):
    # Its row was written for the older header, with a cell more; whatever the cells mean, it belongs to nobody.
    parents = "location_id, organization_id, service_id"
    assert told({"contacts": standing_in(small_file("contact_with_no_parent.csv"), tmp_path)}) == [
        ("contacts", 1, "source.row_too_long", "", "8 > 7"),
        ("contacts", 1, "source.missing_value", "name", ""),
        ("contacts", 1, "source.malformed_value", "email", "Food Pantry Manager"),
        ("contacts", 1, "source.no_parent", "location_id", parents),
    ]


def test_every_small_file_has_a_verdict():
    small_file("services.csv")
    names = {path.name for path in SMALL.glob("*.csv")}
    assert names == {*GOOD, *BAD, "missing_address.csv", "contact_with_no_parent.csv"}
    assert len(names) == 55
