"""The memory that a source takes does not grow with the source, whether it is read or refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile

import pytest
from django.conf import settings

from tests.cities.adapters.tabular_file import workbooks

MEBIBYTE = 1 << 20
LINE = "{},住房公积金提取,{}\n"


def measured(path, kind="csv"):
    """Return (rows, code, KiB by which the process grew) of reading ``path`` in a process of its own."""
    command = [sys.executable, "-m", "tests.cities.adapters.tabular_file.measure", str(path), kind]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    return told["rows"], told["code"], told["grown_kib"]


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
    rows, code, grown = measured(path)
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
    rows, told, grown = measured(path)
    assert (rows, told) == (0, code)
    assert grown < 48 * 1024


def test_a_workbook_of_many_rows_takes_the_same_memory(tmp_path):
    row = b'<row r="%d"><c t="inlineStr"><is><t>%d</t></is></c><c t="inlineStr"><is><t>%s</t></is></c></row>'
    rows = b"".join(row % (number, number, b"a%d" % number * 20) for number in range(2, 60_000))
    path = workbooks.write_with(tmp_path / "a.xlsx", {workbooks.SHEET: workbooks.sheet(rows)})
    given, code, grown = measured(path, "xlsx")
    assert (given, code) == (59_998, "")
    assert grown < 48 * 1024


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = workbooks.write_with(tmp_path / "a.xlsx", {})
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings.xml", "w") as member,
    ):
        for _ in range(400):
            member.write(bytes(MEBIBYTE))
    assert path.stat().st_size < MEBIBYTE
    rows, code, grown = measured(path, "xlsx")
    assert (rows, code) == (0, "source.zip_bomb")
    assert grown < 8 * 1024
