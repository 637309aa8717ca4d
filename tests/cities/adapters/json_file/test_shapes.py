"""An array, a list within a document, a record a line: the same rows, whatever surrounds them."""

import json

import pytest

from cities.adapters.jsontext import stream
from tests.cities.adapters.reading import manifest, read

COLUMNS = {"old_id": "id", "title": "name"}
ROWS = [{"id": "015", "name": "Abwasser"}, {"id": 7, "name": "居民身份证换领", "more": {"a": [1, None, "x"]}}]
FIELDS = [{"old_id": "015", "title": "Abwasser"}, {"old_id": "7", "title": "居民身份证换领"}]


def read_json(path, content, **options):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(manifest("json_file", {"columns": COLUMNS, **options}), path)


def text(document, **options):
    return json.dumps(document, ensure_ascii=False, **options)


@pytest.mark.parametrize(
    ("content", "items"),
    [
        (text(ROWS), ""),
        (text(ROWS, indent=4), ""),
        ("\ufeff \r\n" + text(ROWS) + "\n\n", ""),
        ("\n".join(map(text, ROWS)), ""),
        ("\r\n".join(map(text, ROWS)) + "\r\n", ""),
        ("\r".join(map(text, ROWS)), ""),
        ("".join(f"\x1e{text(row)}\n" for row in ROWS), ""),
        ("\n".join(text(row, indent=1) for row in ROWS), ""),
        (text({"data": {"list": ROWS}}), "data.list"),
        (text({"before": [[1.5, {"list": [0]}]], "data": {"n": 2, "list": ROWS, "z": {}}, "after": "}"}), "data.list"),
        (text([{"a": 1}, {"rows": ROWS}]), "1.rows"),
        (text({"list": ROWS[:1]}) + "\n" + text({"list": ROWS[1:]}), "list"),
    ],
)
@pytest.mark.parametrize("block", [1, 7, 1 << 18])
def test_the_rows_are_found(tmp_path, monkeypatch, content, items, block):
    monkeypatch.setattr(stream, "BLOCK", block)
    reading = read_json(tmp_path / "a.json", content, items=items)
    assert reading.error is None
    assert reading.fields == FIELDS
    assert [row.number for row in reading.rows] == [1, 2]
    assert [row.raw for row in reading.rows] == ROWS
    assert reading.findings == []


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"],
)
def test_any_encoding(tmp_path, encoding):
    reading = read_json(tmp_path / "a.json", text(ROWS).encode(encoding))
    assert reading.fields == FIELDS


@pytest.mark.parametrize(
    ("content", "items", "code"),
    [
        ("{", "", "source.truncated"),
        ('[{"id": 1}', "", "source.truncated"),
        ('[{"id": 1},', "", "source.truncated"),
        ('{"list": [{"id": 1}]', "list", "source.truncated"),
        ('{"id": "1"}\n{"id": "2', "", "source.truncated"),
        ("[1 2]", "", "source.malformed"),
        ('[{"id": 1}]]', "", "source.malformed"),
        ('[{"id": NaN}]', "", "source.malformed"),
        ('[{"id": 1e999}]', "", "source.malformed"),
        ('[{"id": ' + "9" * 5000 + "}]", "", "source.malformed"),
        ("<html>", "", "source.malformed"),
        ("{1: 2}", "list", "source.malformed"),
        ("[" * 100_000, "", "source.malformed"),
        ('{"a": ' + "[" * 100_000, "list", "source.malformed"),
        ("[" + "[" * 70 + "]" * 70 + "]", "", "source.malformed"),
        ('{"rows": {}}', "rows", "source.shape"),
        ('{"rows": []}', "list", "source.shape"),
        ("[]", "list", "source.shape"),
        ('"x"', "list", "source.shape"),
        ('[{"id": "' + "x" * (1 << 22) + '"}]', "", "source.row_too_large"),
        ('[{"id": "' + "x" * (1 << 23), "", "source.row_too_large"),
        ("[[" + "1," * 200_001 + "1]]", "", "source.row_too_large"),
    ],
)
def test_what_is_not_as_agreed_is_refused_for_good(tmp_path, content, items, code):
    reading = read_json(tmp_path / "a.json", content, items=items)
    assert reading.refused == (code, True)
    assert [found.code for found in reading.error.findings] == [code]


def test_a_record_that_is_no_object_is_a_row_without_fields(tmp_path):
    reading = read_json(tmp_path / "a.json", text([ROWS[0], "x", None, [1, 2]]))
    assert reading.fields == [FIELDS[0], {}, {}, {}]
    assert [row.raw for row in reading.rows[1:]] == [{"value": "x"}, {"value": ""}, {"value": "1\n2"}]
    assert reading.told == [("source.row_shape", 2, None), ("source.row_shape", 3, None), ("source.row_shape", 4, None)]


def test_a_column_that_no_record_has_is_told_in_the_end(tmp_path):
    columns = {**COLUMNS, "summary": "abstract.short"}
    reading = read_json(tmp_path / "a.json", text(ROWS), columns=columns)
    assert reading.fields == FIELDS
    assert [(found.code, found.severity, found.evidence) for found in reading.findings] == [
        ("source.absent_column", "warning", "abstract.short")
    ]


def test_line_ends_within_a_text_are_kept(tmp_path):
    reading = read_json(tmp_path / "a.json", '[{"id": "1", "name": "a\nb\tc"}]')
    assert reading.fields == [{"old_id": "1", "title": "a\nb\tc"}]


def test_what_a_database_cannot_keep_is_marked(tmp_path):
    reading = read_json(tmp_path / "a.json", r'[{"id": 123456789012345678901234, "name": "a\u0000b\ud800"}]')
    assert reading.fields == [{"old_id": "123456789012345678901234", "title": "a\ufffdb\ufffd"}]


def test_there_are_no_more_rows_than_allowed(tmp_path):
    reading = read_json(tmp_path / "a.json", "{}\n" * 4, max_rows=3)
    assert (len(reading.rows), reading.refused) == (3, ("source.too_many_rows", True))
