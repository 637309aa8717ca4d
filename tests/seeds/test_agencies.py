"""Agencies and service centres: valid made-up codes, known regions, one body per department kind in every city."""

from collections import Counter

from stdnum.cn import uscc

from seeds.authoring import paths
from seeds.authoring.agencies import agencies_csv
from seeds.authoring.codes import organisation_check, organisation_valid
from seeds.authoring.places import SLUGS, read_csv, read_toml, regions


def test_organisation_check_agrees_with_real_codes():
    # From codes published by real bodies, e.g. 11370800MB28559184 and 12441500196720244T.
    assert organisation_check("MB285591") == "8"
    assert organisation_check("19672024") == "4"
    assert not organisation_valid("MB2855919")


def test_every_agency_code_is_valid_and_visibly_made_up():
    rows = read_csv(paths.AGENCIES)
    assert [row["uscc"] for row in rows if not uscc.is_valid(row["uscc"])] == []
    assert [row["uscc"] for row in rows if not organisation_valid(row["uscc"][8:17])] == []
    assert {row["uscc"][8:10] for row in rows} == {"DM"}
    assert [row["uscc"] for row in rows if row["uscc"][2:8] != row["region_code"][:6]] == []
    assert len({row["uscc"] for row in rows}) == len({row["name_zh"] for row in rows}) == len(rows)


def test_every_city_has_one_body_per_department_kind():
    kinds = {entry["code"] for entry in read_toml(paths.DIRECTORY / "departments.toml")["department"]}
    expected = Counter((f"37{slot:02d}", kind) for slot in (*range(1, 12), *range(13, 18)) for kind in kinds)
    rows = [row for row in read_csv(paths.AGENCIES) if row["level"] == "3"]
    assert Counter((row["region_code"][:4], row["department"]) for row in rows) == expected


def test_three_cities_have_county_bodies_in_at_least_two_counties():
    counties: dict[str, set[str]] = {}
    for row in read_csv(paths.AGENCIES):
        if row["level"] == "4":
            counties.setdefault(row["region_code"][:4], set()).add(row["region_code"])
    assert {city: len(found) >= 2 for city, found in counties.items()} == {"3701": True, "3702": True, "3706": True}


def test_regions_of_agencies_and_centres_are_in_force():
    used = {row["region_code"] for path in (paths.AGENCIES, paths.CENTRES) for row in read_csv(path)}
    assert {code for code in used if code not in regions() or regions()[code]["valid_to"]} == set()


def test_every_city_has_at_least_three_centres_inside_the_province():
    rows = read_csv(paths.CENTRES)
    count = Counter(row["city"] for row in rows)
    assert set(count) == set(SLUGS)
    assert min(count.values()) >= 3
    assert all(114.5 < float(row["longitude"]) < 122.8 and 34.3 < float(row["latitude"]) < 38.4 for row in rows)


def test_generator_writes_the_committed_agencies():
    assert agencies_csv() == paths.AGENCIES.read_bytes()
