"""Cells of a workbook: values as a person reads them, formulas as text, and what no sheet may hold."""

from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook

from tests.cities.adapters.reading import manifest, read
from tests.cities.adapters.tabular_file import workbooks
from tests.cities.adapters.tabular_file.workbooks import MAIN, SHEET, sheet

CITY = manifest("tabular_file", {"format": "xlsx"})
STRINGS = "xl/sharedStrings.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"


def value_of(tmp_path, value):
    return read(CITY, workbooks.write(tmp_path / "a.xlsx", [["编号", "名称"], ["1", value]])).rows[0].raw["名称"]


def rows_of(tmp_path, xml, **members):
    return read(CITY, workbooks.write_with(tmp_path / "a.xlsx", {SHEET: sheet(xml.encode()), **members}))


VALUES = [
    (5, "5"),
    (5.0, "5"),
    (-3, "-3"),
    (2.5, "2.5"),
    (0.1, "0.1"),
    (123456789012345, "123456789012345"),
    ("00123", "00123"),
    (True, "1"),
    (False, "0"),
    (date(2024, 2, 29), "2024-02-29"),
    (datetime(2024, 2, 29, 9, 30), "2024-02-29 09:30:00"),  # noqa: DTZ001 - the format stores no zone
    (datetime(2024, 2, 29), "2024-02-29"),  # noqa: DTZ001
    (time(9, 30), "09:30:00"),
    (timedelta(hours=30), "1 day, 6:00:00"),
    ("a\tb", "a\tb"),
    ("x < y & z", "x < y & z"),
    ("a_x000D_b", "a\rb"),
    ("_xD800_", "_xD800_"),
    ("_x0000_甲", "甲"),
]


@pytest.mark.parametrize(("value", "text"), VALUES, ids=[repr(case[0]) for case in VALUES])
def test_a_value_is_what_a_person_reads(tmp_path, value, text):
    assert value_of(tmp_path, value) == text


def test_dates_of_the_old_macintosh_epoch(tmp_path):
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001
    for line in (["编号", "名称"], ["1", date(2024, 2, 29)]):
        book.active.append(line)
    book.save(tmp_path / "a.xlsx")
    assert read(CITY, tmp_path / "a.xlsx").rows[0].raw["名称"] == "2024-02-29"


def test_a_shared_formula_never_shows_what_it_last_gave(tmp_path):
    first = '<row r="2"><c><v>1</v></c><c><f t="shared" si="0" ref="B2:B3">A2&amp;"x"</f><v>1</v></c></row>'
    second = '<row r="3"><c><v>2</v></c><c><f t="shared" si="0"/><v>7</v></c></row>'
    reading = rows_of(tmp_path, first + second)
    assert reading.fields == [{"old_id": "1", "title": '=A2&"x"'}, {"old_id": "2", "title": '=A2&"x"'}]
    assert reading.told == [("source.formula", 1, "名称"), ("source.formula", 2, "名称")]


def test_rich_and_phonetic_text_reads_as_its_words(tmp_path):
    strings = f'<sst xmlns="{MAIN}"><si><r><t>住房</t></r><r><t>公积金</t></r><rPh><t>zhu</t></rPh></si></sst>'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{office}/worksheet" Target="/{SHEET}"/>'
        f'<Relationship Id="rId2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    row = '<row r="2"><c t="inlineStr"><is><r><t>A</t></r><r><t>1</t></r></is></c><c t="s"><v>0</v></c></row>'
    reading = rows_of(tmp_path, row, **{STRINGS: strings.encode(), RELATIONS: relations.encode()})
    assert reading.fields == [{"old_id": "A1", "title": "住房公积金"}]


def test_rows_and_cells_left_out_are_empty(tmp_path):
    reading = rows_of(tmp_path, '<row r="5"><c r="B5" t="str"><v>甲</v></c><c r="XFD5" s="1"/></row>')
    assert reading.fields == [{"title": "甲"}]
    assert [(one.code, one.evidence) for one in reading.findings] == [("source.blank_row", "3 after row 0")]


def test_a_sheet_in_the_strict_dialect_and_with_a_prefix(tmp_path):
    strict = (
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>'
        '<x:row r="1"><x:c t="str"><x:v>编号</x:v></x:c><x:c t="str"><x:v>名称</x:v></x:c></x:row>'
        '<x:row r="2"><x:c><x:v>1</x:v></x:c><x:c t="str"><x:v>甲</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    path = workbooks.write_with(tmp_path / "a.xlsx", {SHEET: strict.encode()})
    assert read(CITY, path).fields == [{"old_id": "1", "title": "甲"}]


DAMAGED = {
    "a string that is not there": ('<row r="2"><c t="s"><v>99</v></c></row>', "source.truncated"),
    "a string before the first": ('<row r="2"><c t="s"><v>-1</v></c></row>', "source.truncated"),
    "a number that is none": ('<row r="2"><c><v>1,5</v></c></row>', "source.truncated"),
    "rows out of order": ('<row r="3"/><row r="2"/>', "source.truncated"),
    "a row that is none": ('<row r="two"/>', "source.truncated"),
    "cells out of order": ('<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>', "source.truncated"),
    "a cell that is none": ('<row r="2"><c r="?2"><v>1</v></c></row>', "source.truncated"),
    "a far row": ('<row r="1048577"/>', "source.too_many_rows"),
    "a far column": ('<row r="2"><c r="XFD2"><v>1</v></c></row>', "source.too_many_columns"),
    "a giant cell": (f'<row r="2"><c t="str"><v>{"甲" * 200_000}</v></c></row>', "source.cell_too_large"),
}


@pytest.mark.parametrize(("xml", "code"), DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_sheet_is_refused_without_a_row_of_the_damage(tmp_path, xml, code):
    reading = rows_of(tmp_path, xml)
    assert (reading.rows, reading.refused) == ([], (code, True))


@pytest.mark.parametrize("member", [SHEET, "xl/workbook.xml", "xl/styles.xml", RELATIONS])
def test_a_document_type_is_refused_wherever_it_stands(tmp_path, member):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
    reading = read(CITY, workbooks.write_with(tmp_path / "a.xlsx", {member: bomb}))
    assert (reading.rows, reading.refused) == ([], ("source.unsafe_xml", True))
