"""Rows of a workbook (Office Open XML), streamed, after a look at what it would unpack to."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from defusedxml.common import DefusedXmlException

from cities.adapters.base import refusal
from cities.adapters.tables.archive import inspect_archive, is_sheet
from cities.adapters.tables.options import TableOptions
from cities.adapters.tables.package import find_parts
from cities.adapters.tables.sheet import Sheet, shared_strings

# What zipfile, zlib and the parsers of XML say of a file that is not what it should be.
BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ExpatError,
                 ParseError, LookupError, ValueError, OverflowError)  # fmt: skip


def workbook_rows(path: Path, options: TableOptions) -> Iterator[list[str]]:
    """Yield the rows of the sheet as text, header first; formulas come as their text. Raises AdapterError."""
    inspect_archive(path, options)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = find_parts(archive, options.sheet)
            if not is_sheet(parts.sheet):
                # Its rows were not weighed.
                raise refusal("source.unsafe_xml", parts.sheet)
            strings = shared_strings(archive, parts.strings)
            yield from Sheet(parts, strings, options.max_columns).rows(archive)
    except DefusedXmlException as error:
        raise refusal("source.unsafe_xml", type(error).__name__) from error
    except BROKEN as error:
        raise refusal("source.truncated", f"{type(error).__name__}: {error}") from error
