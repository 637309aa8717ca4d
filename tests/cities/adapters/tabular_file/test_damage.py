"""A table that is not as it should be: refused whole where no row can be trusted, told by row where the row can."""

import pytest

from tests.cities.adapters.reading import manifest, read, read_table

HEAD = "编号,名称\n"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "source.empty_file"),
        ("编号\n1\n", "source.missing_column"),
        ("编号,名称,编号\n1,a,2\n", "source.doubled_column"),
        ("\n1,a\n", "source.missing_column"),
        (HEAD + '1,"住房公积金', "source.truncated"),
        (HEAD + '1,"住房"公积金\n', "source.malformed"),
        (HEAD + "1," + "x" * 200_000 + "\n", "source.cell_too_large"),
        (HEAD + '1,"' + "x\n" * 200_000 + "\n", "source.cell_too_large"),
        (HEAD + "1," + "a," * 600 + "\n", "source.too_many_columns"),
        (HEAD + "1," + "住" * (1 << 22), "source.row_too_large"),
        (HEAD + "1" + ',"\n"' * (1 << 20), "source.row_too_large"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "source.unsupported_format"),
        (b"PK\x03\x04 not a workbook", "source.truncated"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_for_good(tmp_path, content, code):
    reading = read_table(tmp_path / "a.csv", content)
    assert reading.refused == (code, True)
    assert {found.code for found in reading.error.findings} == {code}


def test_every_missing_and_doubled_column_is_named(tmp_path):
    options = {"columns": {"old_id": "编号", "title": "名称", "phone": "电话", "summary": "简介"}}
    reading = read_table(tmp_path / "a.csv", "编号,编号,电话\n1,2,3\n", **options)
    assert [(found.code, found.evidence) for found in reading.error.findings] == [
        ("source.missing_column", "名称"),
        ("source.missing_column", "简介"),
        ("source.doubled_column", "编号"),
    ]


def test_a_header_alone_is_a_catalogue_without_rows(tmp_path):
    reading = read_table(tmp_path / "a.csv", HEAD)
    assert (reading.rows, reading.findings, reading.refused) == ([], [], None)


def test_too_few_lines_for_the_header_row(tmp_path):
    assert read_table(tmp_path / "a.csv", HEAD, header_row=3).refused == ("source.no_header", True)


def test_rows_above_the_header_are_skipped(tmp_path):
    reading = read_table(tmp_path / "a.csv", "济南市政务服务事项\n导出于,2024-03-01\n" + HEAD + "1,a\n", header_row=3)
    assert reading.fields == [{"old_id": "1", "title": "a"}]


def test_ragged_rows_are_given_out_and_told(tmp_path):
    reading = read_table(tmp_path / "a.csv", HEAD + "1\n2,b\n3,c,extra\n4,d,,\n")
    assert [row.number for row in reading.rows] == [1, 2, 3, 4]
    assert reading.told == [("source.row_too_short", 1, ""), ("source.row_too_long", 3, "")]
    assert [found.evidence for found in reading.findings] == ["1 < 2", "3 > 2"]
    assert reading.rows[2].raw == {"编号": "3", "名称": "c", "#3": "extra"}


def test_blank_rows_are_counted_and_take_no_number(tmp_path):
    reading = read_table(tmp_path / "a.csv", HEAD + "\n1,a\n,\n \n2,b\n\n")
    assert [(row.number, row.fields["title"]) for row in reading.rows] == [(1, "a"), (2, "b")]
    assert [(found.code, found.evidence) for found in reading.findings] == [
        ("source.blank_row", "1 after row 0"),
        ("source.blank_row", "2 after row 1"),
        ("source.blank_row", "1 after row 2"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(tmp_path, end):
    reading = read_table(tmp_path / "a.csv", f"编号,名称{end}1,a{end}2,b")
    assert (reading.fields, reading.findings) == ([{"old_id": "1", "title": "a"}, {"old_id": "2", "title": "b"}], [])


def test_a_column_that_nobody_uses_may_stand_twice(tmp_path):
    reading = read_table(tmp_path / "a.csv", "编号,备注,名称,备注,备注#2,\n1,x,a,y,z,\n")
    assert reading.rows[0].raw == {"编号": "1", "备注": "x", "名称": "a", "备注#2": "y", "备注#2#2": "z"}
    assert reading.told == [("source.doubled_column", None, None)] * 2


def test_a_file_larger_than_allowed_is_not_opened(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        stream.truncate(1 << 30)
    reading = read(manifest("tabular_file", {}), path)
    assert (reading.refused, reading.evidence) == (("source.too_large", True), ["1073741824 > 536870912 bytes"])


@pytest.mark.parametrize("name", ["missing.csv", ""])
def test_a_file_that_is_not_there(tmp_path, name):
    assert read(manifest("tabular_file", {}), tmp_path / name).refused == ("source.missing_file", True)


def test_a_city_without_a_file_needs_one_given():
    assert read(manifest("tabular_file", {})).refused == ("source.missing_file", True)


def test_the_manifests_own_file_lies_beside_it(tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "a.csv").write_text(HEAD + "1,a\n", encoding="utf-8")
    city = manifest("tabular_file", {"path": "../old/a.csv"}, folder=str(tmp_path / "old"))
    assert read(city).fields == [{"old_id": "1", "title": "a"}]


def test_a_header_without_a_name_is_none_even_where_no_column_is_needed(tmp_path):
    (tmp_path / "a.csv").write_bytes(b",,\r\n1,2,3\r\n")
    options = {"columns": {}, "constants": {"old_id": "1", "title": "x"}}
    assert read(manifest("tabular_file", options), tmp_path / "a.csv").refused == ("source.no_header", True)
