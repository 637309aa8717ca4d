"""Workbooks are read as people see them, and refused before they take more memory than they may."""

from datetime import date, datetime

import pytest

from tests.cities.adapters.reading import manifest, read
from tests.cities.adapters.tabular_file import workbooks

CITY = manifest("tabular_file", {"format": "xlsx"})
ROW = b'<row r="%d"><c t="inlineStr"><is><t>%d</t></is></c><c t="inlineStr"><is><t>a</t></is></c></row>'


def test_numbers_dates_and_truth_come_as_people_read_them(tmp_path):
    rows = [
        ["编号", "名称", "日期", "时刻", "数", "小数", "真"],
        [5.0, "住房公积金", date(2024, 3, 1), datetime.fromisoformat("2024-03-01T08:30"), 20, 0.5, True],
        ["007", None, None, None, None, None, False],
    ]
    reading = read(CITY, workbooks.write(tmp_path / "a.xlsx", rows))
    assert [dict(row.raw) for row in reading.rows] == [
        {
            "编号": "5",
            "名称": "住房公积金",
            "日期": "2024-03-01",
            "时刻": "2024-03-01 08:30:00",
            "数": "20",
            "小数": "0.5",
            "真": "1",
        },
        {"编号": "007", "名称": "", "日期": "", "时刻": "", "数": "", "小数": "", "真": "0"},
    ]
    assert (reading.findings, reading.refused) == ([], None)


def test_a_formula_is_its_text_and_told(tmp_path):
    reading = read(CITY, workbooks.write(tmp_path / "a.xlsx", [["编号", "名称"], [1, '=HYPERLINK("http://x","y")']]))
    assert reading.fields == [{"old_id": "1", "title": '=HYPERLINK("http://x","y")'}]
    assert reading.told == [("source.formula", 1, "名称")]


def test_short_rows_of_a_workbook_are_only_empty_at_their_end(tmp_path):
    reading = read(CITY, workbooks.write(tmp_path / "a.xlsx", [["编号", "名称", "备注"], [1, "a"]]))
    assert (reading.fields, reading.findings) == ([{"old_id": "1", "title": "a"}], [])


def test_blank_rows_between_and_below_are_told_once_each(tmp_path):
    rows = [["编号", "名称"], [1, "a"], [None], [None], [2, "b"]]
    reading = read(CITY, workbooks.write(tmp_path / "a.xlsx", rows))
    assert [(row.number, row.fields["old_id"]) for row in reading.rows] == [(1, "1"), (2, "2")]
    assert [found.evidence for found in reading.findings] == ["2 after row 1"]


def test_the_declared_sheet_is_read_and_must_be_there(tmp_path):
    path = workbooks.write(tmp_path / "a.xlsx", [["编号", "名称"], [1, "a"]], sheet="事项")
    assert len(read(manifest("tabular_file", {"format": "xlsx", "sheet": "事项"}), path).rows) == 1
    missing = read(manifest("tabular_file", {"format": "xlsx", "sheet": "清单"}), path)
    assert (missing.refused, missing.evidence) == (("source.missing_sheet", True), ["清单"])


def test_a_workbook_is_known_by_its_bytes_and_not_by_its_name(tmp_path):
    path = workbooks.write(tmp_path / "a.csv", [["编号", "名称"], [1, "a"]])
    assert read(manifest("tabular_file", {}), path).fields == [{"old_id": "1", "title": "a"}]


def test_a_table_given_to_a_city_of_workbooks_is_read(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("编号,名称\n1,a\n", encoding="utf-8")
    assert read(CITY, path).fields == [{"old_id": "1", "title": "a"}]


@pytest.mark.parametrize("kept", [3, 40, 400, -200, -30])
def test_a_workbook_that_is_cut_off_gives_no_row(tmp_path, kept):
    path = workbooks.write(tmp_path / "a.xlsx", [["编号", "名称"], *([number, "a"] for number in range(200))])
    path.write_bytes(path.read_bytes()[:kept])
    reading = read(CITY, path)
    assert (reading.rows, reading.refused) == ([], ("source.truncated", True))


def test_a_damaged_member_gives_no_row(tmp_path):
    rows = [["编号", "名称"], *([number, f"名称{number}"] for number in range(2000))]
    path = workbooks.write(tmp_path / "a.xlsx", rows)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))
    reading = read(CITY, path)
    assert (reading.rows, reading.refused) == ([], ("source.truncated", True))


def test_a_member_without_a_name_is_damage(tmp_path):
    path = workbooks.write_with(tmp_path / "a.xlsx", {"nameless": b"x"})
    path.write_bytes(path.read_bytes().replace(b"nameless", b"\0ameless"))
    reading = read(CITY, path)
    assert (reading.rows, reading.refused) == ([], ("source.truncated", True))


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"xl/media/image1.png": bytes(40 << 20)}, "source.zip_bomb"),
        ({f"xl/media/{number}.png": b"x" for number in range(2100)}, "source.zip_bomb"),
        ({workbooks.SHEET: workbooks.sheet(b'<row r="2">' + b"<c/>" * (1 << 21) + b"</row>")}, "source.zip_bomb"),
        (
            {workbooks.SHEET: workbooks.sheet(b'<row r="2">' + b"<c/>" * (1 << 20) + b"1" * 400_000 + b"</row>")},
            "source.row_too_large",
        ),
        ({workbooks.SHEET: workbooks.sheet(b"<!-- <row> -->" * 400_000)}, "source.row_too_large"),
        ({workbooks.SHEET: workbooks.sheet(b'<row r="1"/>' * ((1 << 20) + 5))}, "source.zip_bomb"),
        ({workbooks.SHEET: workbooks.sheet(ROW % (10**12, 1))}, "source.too_many_rows"),
        (
            {workbooks.SHEET: workbooks.sheet(ROW % (2, 1), before=b'<!DOCTYPE x [<!ENTITY e "y">]>')},
            "source.unsafe_xml",
        ),
        ({workbooks.SHEET: workbooks.sheet(ROW % (2, 1) + b"</sheetData>")}, "source.truncated"),
        ({"xl/workbook.xml": b"<x/>"}, "source.missing_sheet"),
    ],
    ids=["bomb", "members", "bomb of cells", "giant row", "hidden rows", "bomb of rows", "far row", "entity", "xml",
         "no book"],
)  # fmt: skip
def test_a_hostile_workbook_is_refused(tmp_path, members, code):
    reading = read(CITY, workbooks.write_with(tmp_path / "a.xlsx", members))
    assert reading.refused == (code, True)


def test_more_rows_than_the_format_has_are_refused_before_they_are_read(tmp_path):
    # Of varied length, so that they do not shrink like a bomb.
    rows = b"".join(b'<row r="%d" spans="%d"/>' % (number, number * 7919) for number in range(2, (1 << 20) + 5))
    reading = read(CITY, workbooks.write_with(tmp_path / "a.xlsx", {workbooks.SHEET: workbooks.sheet(rows)}))
    assert (reading.rows, reading.refused) == ([], ("source.too_many_rows", True))


def test_a_row_too_large_for_the_reader_is_found_across_blocks(tmp_path):
    import random

    noise = random.Random(7).randbytes((5 << 20) // 2).hex().encode()
    cell = b'<c t="inlineStr"><is><t>' + noise + b"</t></is></c>"
    rows = ROW % (2, 1) + b'<row r="3">' + cell + b"</row>"
    reading = read(CITY, workbooks.write_with(tmp_path / "a.xlsx", {workbooks.SHEET: workbooks.sheet(rows)}))
    assert (reading.rows, reading.refused) == ([], ("source.row_too_large", True))
