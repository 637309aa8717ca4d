"""Workbooks for tests: sound ones by openpyxl, hostile ones by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"
HEADER_ROW = b'<row r="1"><c t="inlineStr"><is><t>\xe7\xbc\x96\xe5\x8f\xb7</t></is></c>' \
    b'<c t="inlineStr"><is><t>\xe5\x90\x8d\xe7\xa7\xb0</t></is></c></row>'  # fmt: skip
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def write(path: Path, rows: Iterable[Sequence[Any]], *, sheet: str = "Sheet1") -> Path:
    """Write a sound workbook."""
    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def write_with(path: Path, members: Mapping[str, bytes]) -> Path:
    """Write a sound workbook with some of its members replaced or added."""
    sound = write(path.with_suffix(".sound"), [["编号", "名称"]])
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *members}:
            new.writestr(name, members[name] if name in members else old.read(name))
    return path


def sheet(rows: bytes, *, before: bytes = b"") -> bytes:
    """Return the XML of a sheet with the header and then ``rows``."""
    begin = b'<?xml version="1.0" encoding="UTF-8"?>' + before
    return begin + f'<worksheet xmlns="{MAIN}"><sheetData>'.encode() + HEADER_ROW + rows + b"</sheetData></worksheet>"
