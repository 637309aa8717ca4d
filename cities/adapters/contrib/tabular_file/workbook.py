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

from cities.adapters.base import AdapterError, refusal
from cities.adapters.contrib.tabular_file.archive import MOST_ROWS, inspect_archive, is_sheet
from cities.adapters.contrib.tabular_file.options import TabularOptions

BROKEN: Final = (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, EOFError, OSError,
                 IndexError, TypeError, AttributeError, OverflowError)  # fmt: skip


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
    inspect_archive(path, options)
    try:
        # Given as a stream: a path is judged by its name.
        with path.open("rb") as stream, closing(load_workbook(stream, read_only=True, keep_links=False)) as book:
            yield from _sheet_rows(_sheet(book, options.sheet), options)
    except AdapterError:
        raise
    except (DefusedXmlException, *BROKEN) as error:
        unsafe = isinstance(error.__cause__ or error, DefusedXmlException)
        raise refusal("source.unsafe_xml" if unsafe else "source.truncated", f"{error.__cause__ or error}") from error


def _sheet(book: Any, name: str | None) -> Any:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if name is not None and name not in sheets:
        raise refusal("source.missing_sheet", name)
    if not sheets:
        raise refusal("source.missing_sheet")
    sheet = sheets[name] if name is not None else next(iter(sheets.values()))
    if not is_sheet(sheet._worksheet_path):
        # Its rows were not weighed.
        raise refusal("source.unsafe_xml", sheet._worksheet_path)
    return sheet


def _sheet_rows(sheet: Any, options: TabularOptions) -> Iterator[list[str]]:
    sheet.reset_dimensions()
    # A row that claims a far number makes its reader count up to it.
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > MOST_ROWS:
            raise refusal("source.too_many_rows", f"more than {MOST_ROWS}")
        if len(row) > options.max_columns and any(cell is not None for cell in row[options.max_columns :]):
            raise refusal("source.too_many_columns", f"{len(row)} > {options.max_columns}")
        yield [_text(cell) for cell in row[: options.max_columns]]
