"""A ZIP is unpacked within bounds, and nothing of it anywhere but in a folder of its own that is gone afterwards."""

from __future__ import annotations

import tempfile
import zipfile

import pytest

from tests.cities.adapters.hsds.reading import pack, read_tables, write_tables

MEBIBYTE = 1 << 20


@pytest.fixture
def packed(tmp_path):
    return pack(write_tables(tmp_path / "small"), tmp_path / "small.zip")


def add(path, name, content=b"x"):
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


@pytest.mark.parametrize("name", ["../phones.csv", "a/../../phones.csv", "/etc/phones.csv", "c:/phones.csv", "..\\x"])
def test_a_path_that_leads_out_of_it_is_refused(packed, tmp_path, name):
    add(packed, name)
    before = {each: each.read_bytes() for each in sorted(tmp_path.rglob("*.csv"))}
    reading = read_tables(packed)
    assert (reading.rows, reading.refused) == ([], ("source.unsafe_file", True))
    assert {each: each.read_bytes() for each in sorted(tmp_path.rglob("*.csv"))} == before


def test_nothing_is_left_of_what_was_unpacked(packed, tmp_path, monkeypatch):
    own = tmp_path / "temporary"
    own.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    assert len(read_tables(packed).rows) == 2
    assert list(own.iterdir()) == []


def test_two_tables_of_one_name_are_refused(packed):
    add(packed, "PHONES.csv")
    assert read_tables(packed).refused == ("source.doubled_file", True)


def test_tables_further_in_are_not_those_of_the_catalogue(packed):
    add(packed, "spec/services.csv", b"not,a,table\n")
    reading = read_tables(packed)
    assert (len(reading.rows), reading.findings) == (2, [])


def test_a_member_that_unpacks_to_too_much_is_a_bomb(packed):
    add(packed, "holiday_schedules.csv", bytes(40 * MEBIBYTE))
    assert packed.stat().st_size < MEBIBYTE
    assert read_tables(packed).refused == ("source.zip_bomb", True)


def test_all_members_together_are_bounded(packed):
    assert read_tables(packed, max_unpacked_bytes=1000).refused == ("source.zip_bomb", True)


def test_many_members_are_refused(packed):
    with zipfile.ZipFile(packed, "a") as archive:
        for number in range(2100):
            archive.writestr(f"{number}.txt", b"")
    assert read_tables(packed).refused == ("source.zip_bomb", True)


def test_an_archive_of_something_else_lacks_its_tables(tmp_path):
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", b"x")
    reading = read_tables(path)
    assert reading.refused == ("source.missing_table", True)
    assert reading.evidence == ["organizations.csv", "locations.csv", "services.csv"]


def test_a_member_without_a_name_is_damage(packed):
    add(packed, "nameless")
    packed.write_bytes(packed.read_bytes().replace(b"nameless", b"\0ameless"))
    assert read_tables(packed).refused == ("source.truncated", True)


def test_two_tables_of_one_name_in_a_folder_are_refused(tmp_path):
    folder = write_tables(tmp_path / "small")
    (folder / "Phones.CSV").write_bytes(b"x")
    assert read_tables(folder).refused == ("source.doubled_file", True)


def test_a_table_that_is_a_link_out_of_the_folder_is_refused(tmp_path):
    folder = write_tables(tmp_path / "small")
    elsewhere = (folder / "phones.csv").rename(tmp_path / "phones.csv")
    (folder / "phones.csv").symlink_to(elsewhere)
    reading = read_tables(folder)
    assert (reading.rows, reading.refused) == ([], ("source.outside", True))


def test_a_cut_archive_is_refused(packed):
    packed.write_bytes(packed.read_bytes()[:-40])
    assert read_tables(packed).refused == ("source.truncated", True)


def test_a_folder_is_bounded_as_a_whole(tmp_path):
    folder = write_tables(tmp_path / "small")
    assert read_tables(folder, max_unpacked_bytes=100).refused == ("source.too_large", True)
