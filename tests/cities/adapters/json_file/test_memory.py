"""The memory that a JSON file takes does not grow with the file, whether it is read or refused."""

from __future__ import annotations

import pytest

from tests.cities.adapters.measure import measured

pytestmark = pytest.mark.long

MEBIBYTE = 1 << 20
OPTIONS = {"columns": {"old_id": "id", "title": "name"}, "items": ""}
RECORD = '{"id": %d, "name": "住房公积金提取", "text": "' + "办" * 300 + '"}'


@pytest.mark.parametrize(("opening", "between", "closing"), [("[", ",\n", "]"), ("", "\n", "\n")])
def test_a_file_of_any_length_takes_the_same_memory(tmp_path, opening, between, closing):
    path = tmp_path / "a.json"
    with path.open("w", encoding="utf-8") as stream:
        stream.write(opening)
        for number in range(50_000):
            stream.write(between * (number > 0) + RECORD % number)
        stream.write(closing)
    assert path.stat().st_size > 40 * MEBIBYTE
    rows, code, grown = measured("json_file", OPTIONS, path)
    assert (rows, code) == (50_000, "")
    assert grown < 24 * 1024


@pytest.mark.parametrize("begin", ['[{"id": "', "[[", '{"a": {"b": [['])
def test_a_record_without_end_is_refused_in_the_same_memory(tmp_path, begin):
    path = tmp_path / "a.json"
    with path.open("w", encoding="utf-8") as stream:
        stream.write(begin)
        for _ in range(60):
            stream.write("1," * (MEBIBYTE // 2))
    rows, code, grown = measured("json_file", OPTIONS, path)
    assert (rows, code) == (0, "source.row_too_large")
    assert grown < 160 * 1024
