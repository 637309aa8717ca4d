"""The memory that a source takes does not grow with the source, whether it is read or refused."""

from __future__ import annotations

import struct
import zipfile

import pytest

from tests.cities.adapters.measure import measured
from tests.cities.adapters.tabular_file import workbooks

pytestmark = pytest.mark.long

MEBIBYTE = 1 << 20
LINE = "{},住房公积金提取,{}\n"


def read_apart(path, kind="csv"):
    return measured("tabular_file", {"format": kind}, path)


def write_lines(path, lines, encoding="utf-8"):
    padding = "办" * 300
    with path.open("w", encoding=encoding) as stream:
        stream.write("编号,名称,说明\n")
        stream.writelines(LINE.format(number, padding) for number in range(lines))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_table_of_any_length_takes_the_same_memory(tmp_path, encoding):
    path = write_lines(tmp_path / "a.csv", 70_000, encoding)
    assert path.stat().st_size > 40 * MEBIBYTE
    rows, code, grown = read_apart(path)
    assert (rows, code) == (70_000, "")
    assert grown < 24 * 1024


@pytest.mark.parametrize(
    ("begin", "code"),
    [
        ('编号,名称\n1,"', "source.row_too_large"),
        ("编号,名称\n1,", "source.row_too_large"),
        ("", "source.row_too_large"),
    ],
    ids=["a quote that never closes", "a line that never ends", "no line at all"],
)
def test_a_table_without_ends_is_refused_in_the_same_memory(tmp_path, begin, code):
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write(begin)
        for _ in range(60):
            stream.write("x" * MEBIBYTE)
    rows, told, grown = read_apart(path)
    assert (rows, told) == (0, code)
    assert grown < 48 * 1024


def test_a_workbook_of_many_rows_takes_the_same_memory(tmp_path):
    row = b'<row r="%d"><c t="inlineStr"><is><t>%d</t></is></c><c t="inlineStr"><is><t>%s</t></is></c></row>'
    rows = b"".join(row % (number, number, b"a%d" % number * 20) for number in range(2, 60_000))
    path = workbooks.write_with(tmp_path / "a.xlsx", {workbooks.SHEET: workbooks.sheet(rows)})
    given, code, grown = read_apart(path, "xlsx")
    assert (given, code) == (59_998, "")
    assert grown < 48 * 1024


def test_formulas_that_cells_might_share_take_the_same_memory(tmp_path):
    cell = b'<c><f t="shared" si="%d">A%d</f></c>'
    rows = b"".join(
        b"<row>%b</row>" % b"".join(cell % (place, place) for place in range(first, first + 400))
        for first in range(0, 240_000, 400)
    )
    path = workbooks.write_with(tmp_path / "a.xlsx", {workbooks.SHEET: workbooks.sheet(rows)})
    given, code, grown = read_apart(path, "xlsx")
    assert (given, code) == (600, "")
    assert grown < 20 * 1024


def test_a_list_of_members_without_end_is_refused_before_it_is_read(tmp_path):
    count, path = 400_000, tmp_path / "a.xlsx"
    member = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 0, 20, *[0] * 8, 1, *[0] * 6) + b"a"
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0, 0, len(member) * count, 30, 0)
    path.write_bytes(b"PK\3\4" + bytes(26) + member * count + end)
    rows, code, grown = read_apart(path, "xlsx")
    assert (rows, code) == (0, "source.zip_bomb")
    assert grown < 8 * 1024


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = workbooks.write_with(tmp_path / "a.xlsx", {})
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings.xml", "w") as member,
    ):
        for _ in range(400):
            member.write(bytes(MEBIBYTE))
    assert path.stat().st_size < MEBIBYTE
    rows, code, grown = read_apart(path, "xlsx")
    assert (rows, code) == (0, "source.zip_bomb")
    assert grown < 8 * 1024
