"""A dump of the same shape is read from a file, for a city that hands over files."""

import json

import pytest

from tests.cities.adapters.json_feed.reading import ROWS, TITLES, city, titles
from tests.cities.adapters.reading import manifest, read
from tests.cities.feed_server import serving

DUMP = json.dumps({"data": {"records": ROWS}}, ensure_ascii=False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_dump_is_read(tmp_path, encoding):
    (tmp_path / "dump.json").write_text(DUMP, encoding=encoding)
    own = manifest("json_feed", {**city(None).adapter.options, "path": "dump.json"}, folder=str(tmp_path))
    assert (titles(read(own)), read(own).refused) == (TITLES, None)


def test_a_file_that_is_given_goes_before_the_feed(tmp_path):
    (tmp_path / "dump.json").write_text(DUMP, encoding="utf-8")
    with serving() as feed:
        reading = read(city(feed.url), tmp_path / "dump.json")
    assert (titles(reading), feed.asked) == (TITLES, [])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "source.empty_file"),
        (DUMP.encode()[:-9], "feed.not_json"),
        (DUMP.encode("gb18030"), "feed.not_json"),
        (b'{"rows": []}', "feed.shape"),
    ],
)
def test_a_file_does_not_get_better_by_waiting(tmp_path, content, code):
    (tmp_path / "dump.json").write_bytes(content)
    assert read(city(None), tmp_path / "dump.json").refused == (code, True)


def test_a_file_larger_than_allowed_is_not_opened(tmp_path):
    with (tmp_path / "dump.json").open("wb") as stream:
        stream.truncate(1 << 30)
    assert read(city(None), tmp_path / "dump.json").refused == ("source.too_large", True)


def test_values_come_as_people_write_them(tmp_path):
    words = ["summary", "phone", "visits", "materials", "promised_days", "status", "fees", "steps"]
    columns = {"old_id": "0", "title": "t", **{word: word for word in words}}
    row = {
        "0": 7,
        "t": " 提取 ",
        "summary": None,
        "phone": "=1+1",
        "visits": 1.0,
        "materials": ["身份证", None, " 户口簿 "],
        "promised_days": 2.5,
        "status": True,
        "fees": {"amount": 1},
        "steps": [],
    }
    (tmp_path / "dump.json").write_text(json.dumps([row]), encoding="utf-8")
    reading = read(city(None, items="", columns=columns), tmp_path / "dump.json")
    assert reading.fields == [
        {
            "old_id": "7",
            "title": "提取",
            "phone": "=1+1",
            "visits": "1",
            "materials": "身份证\n户口簿",
            "promised_days": "2.5",
            "status": "true",
        }
    ]
    assert reading.told == [("source.formula", 1, "phone"), ("source.absent_column", None, None)]


def test_a_value_longer_than_allowed_is_cut_and_keeps_its_row_out(tmp_path):
    (tmp_path / "dump.json").write_text(DUMP, encoding="utf-8")
    reading = read(city(None, max_cell=2), tmp_path / "dump.json")
    assert titles(reading) == ["事项"] * 5
    assert reading.told[0] == ("source.cell_too_large", 1, "base.name")


@pytest.mark.parametrize(("number", "kept"), [(2**63 - 1, 2**63 - 1), (2**63, str(2**63)), (-(10**30), str(-(10**30)))])
def test_an_id_too_long_for_a_number_is_kept_as_text(tmp_path, number, kept):
    (tmp_path / "dump.json").write_text(json.dumps([{"id": number, "base": {"name": "a"}}]), encoding="utf-8")
    reading = read(city(None, items=""), tmp_path / "dump.json")
    assert (reading.rows[0].raw["id"], reading.fields[0]["old_id"]) == (kept, str(number))
