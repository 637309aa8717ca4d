"""Whatever bytes come: rows and findings, or a refusal with findings; never another error, never half a row."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cities.adapters.base import CATALOGUE_FIELDS
from cities.adapters.contrib.hsds.checking import judge_tables
from cities.adapters.contrib.hsds.tables import CATALOGUE
from tests.cities.adapters.hsds.nested import meals
from tests.cities.adapters.hsds.reading import SMALL, pack, read_tables, write_tables

OFTEN = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
NAMES = st.sampled_from([table.name for table in CATALOGUE])
SIGNS = st.text(st.sampled_from(list('l1so9,\n\r"=\x00\ufeff;|\t 公é𬭩')), max_size=120)
BYTES = st.binary(min_size=1, max_size=300) | st.builds(
    lambda text, encoding: text.encode(encoding), SIGNS, st.sampled_from(["utf-8", "gb18030", "utf-16"])
).filter(bool)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
PARTS = st.sampled_from([*meals(), "languages", "contacts", "schedules", "program", "organization_id"])


def check(reading):
    if reading.error is not None:
        assert reading.error.permanent
        assert reading.error.findings
    assert [row.number for row in reading.rows] == list(range(1, len(reading.rows) + 1))
    for row in reading.rows:
        assert set(row.fields) <= CATALOGUE_FIELDS
        assert all(isinstance(text, str) and text == text.strip() and text for text in row.fields.values())
        kept = json.dumps(row.raw, allow_nan=False)
        assert json.loads(kept) == row.raw
        assert "\\u0000" not in kept
    assert all(len(each.evidence) <= 200 and len(each.field or "") <= 40 for each in reading.findings)


@OFTEN
@given(name=NAMES, content=BYTES, keeps_header=st.booleans())
def test_any_bytes_as_any_table(name, content, keeps_header):
    with TemporaryDirectory() as place:
        folder = write_tables(Path(place) / "small")
        path = folder / f"{name}.csv"
        header = path.read_bytes().split(b"\n")[0] + b"\n" if keeps_header and path.exists() else b""
        path.write_bytes(header + content)
        check(read_tables(folder))
        for problem in judge_tables({name: path}):
            assert problem.table == name
            assert problem.code.startswith("source.")


@OFTEN
@given(content=st.binary(max_size=200), place=st.integers(0, 6000))
def test_any_damage_to_an_archive(tmp_path, content, place):
    folder = write_tables(tmp_path / "small")
    path = pack(folder, tmp_path / "small.zip")
    whole = path.read_bytes()
    path.write_bytes(whole[:place] + content + whole[place + len(content) :])
    check(read_tables(path))


@OFTEN
@given(content=BYTES)
def test_any_bytes_as_a_file(tmp_path, content):
    path = tmp_path / "services.json"
    path.write_bytes(content)
    check(read_tables(path))


@OFTEN
@given(part=PARTS, value=VALUES, deeper=st.booleans())
def test_any_value_in_any_part_of_a_service(tmp_path, part, value, deeper):
    service = meals(**{part: [value, {part: value, "location": value, "id": value}] if deeper else value})
    path = tmp_path / "services.json"
    path.write_text(json.dumps([service]), encoding="utf-8")
    reading = read_tables(path)
    check(reading)
    assert (len(reading.rows), reading.refused) == (1, None)


@OFTEN
@given(
    cells=st.dictionaries(
        st.sampled_from(["description", "eligibility", "fees", "application_process", "wait_time"]),
        st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=20),
    )
)
def test_what_was_written_is_what_is_kept(cells):
    with TemporaryDirectory() as place:
        tables = {**SMALL, "services": [{**SMALL["services"][0], **cells}]}
        folder = write_tables(Path(place) / "small", tables)
        (row,) = read_tables(folder).rows
        expected = {column: text for column, text in tables["services"][0].items() if text}
        assert row.raw["service"] == expected
        shutil.rmtree(folder)
