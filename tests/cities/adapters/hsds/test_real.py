"""The real catalogue of Baltimore: every service with its organisation, location and phones; every fault told."""

from __future__ import annotations

import csv
from collections import Counter

from tests.cities.adapters.hsds.reading import pack, read_tables
from tests.cities.adapters.hsds.real import real_folder

SERVICES, ORGANIZATIONS, LOCATIONS, PHONES = 1876, 748, 1482, 7157
CROSSED = 858


def ids(rows, *names):
    """Return the ids of all that stands under ``names`` in what was read."""
    found = set()
    for row in rows:
        for name in names:
            part = row.raw.get(name, [])
            found.update(each["id"] for each in (part if isinstance(part, list) else [part]))
    return found


def column(name, *columns):
    """Return some columns of a table, read without the adapter."""
    with (real_folder() / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return [tuple(row[each] for each in columns) for row in csv.DictReader(stream)]


def test_every_service_comes_with_all_that_belongs_to_it():
    rows = read_tables(real_folder()).rows
    assert [row.number for row in rows] == list(range(1, SERVICES + 1))
    sizes = {name: len(column(name, "id")) for name in ("services", "organizations", "locations", "phones")}
    assert sizes == {"services": SERVICES, "organizations": ORGANIZATIONS, "locations": LOCATIONS, "phones": PHONES}
    # What no service leads to are 38 organisations without a location, their contacts and their telephones.
    reached = {key for (key,) in column("locations", "organization_id")}
    assert len({key for (key,) in column("organizations", "id")} - reached) == 38
    assert ids(rows, "service") == {key for (key,) in column("services", "id")}
    assert ids(rows, "location") == {key for (key,) in column("locations", "id")}
    assert ids(rows, "organization") == reached
    phones = column("phones", "id", "service_id", "organization_id")
    assert ids(rows, "phones") == {key for key, service, owner in phones if service or owner in reached}
    assert ids(rows, "contacts") == {key for key, own in column("contacts", "id", "organization_id") if own in reached}


def test_what_is_joined_belongs_together():
    elsewhere = 0
    for row in read_tables(real_folder()).rows:
        service, location = row.raw["service"], row.raw.get("location")
        if location is None:
            assert service.get("location_id", "") == ""
            continue
        assert location["id"] == service["location_id"]
        assert row.raw["organization"]["id"] == location["organization_id"]
        assert {each["location_id"] for each in row.raw.get("addresses", [])} <= {location["id"]}
        for phone in row.raw.get("phones", []):
            if "service_id" in phone:
                assert phone["service_id"] == service["id"]
                elsewhere += phone["location_id"] != location["id"]
            else:
                assert phone.get("location_id", location["id"]) == location["id"]
                assert phone["organization_id"] == location["organization_id"]
    # Told as crossed: these name a service, and a location that it is not given at.
    assert elsewhere == CROSSED


def test_every_fault_is_told():
    reading = read_tables(real_folder())
    assert reading.refused is None
    of_rows = Counter((each.code, str(each.severity), each.field) for each in reading.findings if each.row)
    assert of_rows[("source.no_parent", "error", "location_id")] == 1
    assert {severity for _code, severity, _field in of_rows} == {"error", "warning"}
    assert sum(count for (_code, severity, _field), count in of_rows.items() if severity == "error") == 1
    of_source = [(each.code, each.field, each.evidence.split(";")[0]) for each in reading.findings if not each.row]
    assert of_source == [
        ("source.ignored_file", None, "categories.csv"),
        ("source.ignored_file", None, "taxonomy_mapping.csv"),
        ("source.malformed_value", "website", "organizations.csv: 1"),
        ("source.missing_value", "address_1", "addresses.csv: 9"),
        ("source.missing_value", "postal_code", "addresses.csv: 1"),
        ("source.malformed_value", "postal_code", "mail_addresses.csv: 4"),
        ("source.missing_value", "address_1", "mail_addresses.csv: 6"),
        ("source.missing_value", "postal_code", "mail_addresses.csv: 2"),
        ("source.malformed_value", "number", "phones.csv: 28"),
        ("source.unknown_parent", "location_id", "mail_addresses.csv: 393"),
        ("source.crossed_parents", "location_id", f"phones.csv: {CROSSED}"),
        ("source.crossed_parents", "organization_id", "phones.csv: 259"),
        ("source.unreached", None, "organizations.csv: 38"),
    ]


def test_a_zip_of_the_folder_gives_the_same(tmp_path):
    tables = tmp_path / "tables"
    tables.mkdir()
    for path in real_folder().glob("*.csv"):
        (tables / path.name).write_bytes(path.read_bytes())
    packed = read_tables(pack(tables, tmp_path / "tables.zip", "hsds_baltimore/"))
    plain = read_tables(real_folder())
    assert (packed.fields, packed.findings) == (plain.fields, plain.findings)
