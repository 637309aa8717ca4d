"""Rows of a workbook (Office Open XML), streamed, after a look at what it would unpack to."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from cities.adapters.base import AdapterError, AdapterFinding, Severity
from cities.adapters.contrib.tabular_file.options import TabularOptions

MOST_RATIO: Final = 200
RATIO_MATTERS_FROM: Final = 8 << 20
MOST_MEMBERS: Final = 2000
BROKEN: Final = (zipfile.BadZipFile, InvalidFileException, ParseError, DefusedXmlException, KeyError, ValueError,
                 EOFError, OSError, IndexError, TypeError, AttributeError)  # fmt: skip


def _refuse(code: str, evidence: str = "") -> AdapterError:
    finding = AdapterFinding(code, Severity.ERROR, evidence=evidence[:200])
    return AdapterError(code, permanent=True, findings=(finding,))


def _inspect(path: Path, options: TabularOptions) -> None:
    """Refuse an archive that is damaged or that would unpack to too much (a zip bomb), before unpacking it."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            unpacked = sum(member.file_size for member in members)
            bomb = any(
                member.file_size > RATIO_MATTERS_FROM and member.file_size > MOST_RATIO * max(1, member.compress_size)
                for member in members
            )
            if bomb or unpacked > options.max_unpacked_bytes or len(members) > MOST_MEMBERS:
                raise _refuse("source.zip_bomb", f"{len(members)} members, {unpacked} bytes")
            damaged = archive.testzip()
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise _refuse("source.truncated", str(error)) from error
    except Exception as error:
        if isinstance(error, AdapterError):
            raise
        raise _refuse("source.truncated", type(error).__name__) from error
    if damaged is not None:
        raise _refuse("source.truncated", damaged)


def _text(value: Any) -> str:
    """Return a cell as a person reads it: 5 and not 5.0, a date as YYYY-MM-DD."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
        case date() | time():
            return value.isoformat()
    return str(value)


def workbook_rows(path: Path, options: TabularOptions) -> Iterator[list[str]]:
    """Yield the rows of the sheet as text, header first; formulas come as their text. Raises AdapterError."""
    _inspect(path, options)
    try:
        with closing(load_workbook(path, read_only=True, data_only=False, keep_links=False)) as book:
            if options.sheet is not None and options.sheet not in book.sheetnames:
                raise _refuse("source.missing_sheet", options.sheet)
            sheet = book[options.sheet] if options.sheet is not None else book.worksheets[0]
            sheet.reset_dimensions()
            for row in sheet.iter_rows(values_only=True):
                if len(row) > options.max_columns and any(cell is not None for cell in row[options.max_columns :]):
                    raise _refuse("source.too_many_columns", str(len(row)))
                yield [_text(cell) for cell in row[: options.max_columns]]
    except AdapterError:
        raise
    except BROKEN as error:
        raise _refuse("source.truncated", f"{type(error).__name__}: {error}") from error
