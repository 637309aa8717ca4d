"""A look into a workbook's archive before it is opened: whole, and not more than it seems."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import IO, Final

from cities.adapters.base import AdapterError, refusal
from cities.adapters.bounds import MEBIBYTE
from cities.adapters.tables.options import TableOptions

MOST_RATIO: Final = 200
RATIO_MATTERS_FROM: Final = 8 * MEBIBYTE
MOST_MEMBERS: Final = 2000
# These parts are held in memory whole while the rows stream by.
MOST_IN_MEMORY: Final = 64 * MEBIBYTE
# A row is held in memory whole, and so is what stands between two rows.
MOST_A_ROW: Final = 4 * MEBIBYTE
# The format has no more.
MOST_ROWS: Final = 1 << 20
BLOCK: Final = MEBIBYTE
SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
ROW: Final = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")
LONGEST_MARK: Final = 64
# What zipfile and zlib say of a file that is not what it should be; IndexError of a member without a name.
BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError,
                 IndexError)  # fmt: skip
# Comments, character data sections and instructions could hide what only looks like a row.
UNUSUAL: Final = re.compile(rb"<!|<\?(?!xml\s)")


class Sips(io.FileIO):
    """A file that gives no more than a block at a time: an archive's list of members is read, and built, at once."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes. Raises AdapterError ``source.zip_bomb`` when too many are asked for."""
        if size is not None and size > BLOCK:
            raise refusal("source.zip_bomb", f"a list of members of {size} bytes")
        return super().read(size)


def is_sheet(member: str) -> bool:
    """Whether the member called so is a sheet, whose rows were weighed one by one."""
    return SHEET.fullmatch(member) is not None


def inspect_archive(path: Path, options: TableOptions) -> None:
    """Refuse an archive that is damaged, or that would take too much memory when it is unpacked.

    Reads every member to its end once, so that what comes later does not meet a broken one halfway. Raises
    AdapterError ``source.truncated``, ``source.zip_bomb``, ``source.row_too_large``.
    """
    try:
        with Sips(path) as file, zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _weigh(members, options)
            for member in members:
                if not member.is_dir():
                    _read_through(archive, member)
    except AdapterError:
        raise
    except BROKEN as error:
        raise refusal("source.truncated", f"{type(error).__name__}: {error}") from error


def _weigh(members: list[zipfile.ZipInfo], options: TableOptions) -> None:
    unpacked = sum(member.file_size for member in members)
    bomb = any(
        member.file_size > RATIO_MATTERS_FROM and member.file_size > MOST_RATIO * max(1, member.compress_size)
        for member in members
    )
    in_memory = sum(member.file_size for member in members if not is_sheet(member.filename))
    if bomb or unpacked > options.max_unpacked_bytes or in_memory > MOST_IN_MEMORY or len(members) > MOST_MEMBERS:
        raise refusal("source.zip_bomb", f"{len(members)} members, {unpacked} bytes, {in_memory} of them no rows")


def _read_through(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    with archive.open(member) as stream:
        if is_sheet(member.filename):
            _weigh_rows(stream, member.filename)
        else:
            while stream.read(BLOCK):
                pass


def _weigh_rows(stream: IO[bytes], name: str) -> None:
    """Refuse a sheet with too many rows, or with one that is too large."""
    rows = offset = begin = 0
    tail, hides = b"", False
    while block := stream.read(BLOCK):
        window = tail + block
        hides = hides or UNUSUAL.search(window) is not None
        for found in () if hides else ROW.finditer(window):
            # A mark within the tail was met before: it is the beginning already, and no second row.
            if (place := offset + found.start()) > begin:
                _refuse_large(place - begin, name)
                rows, begin = rows + 1, place
        if rows > MOST_ROWS:
            raise refusal("source.too_many_rows", f"{name}: more than {MOST_ROWS}")
        _refuse_large(offset + len(window) - begin, name)
        tail = window[-LONGEST_MARK:]
        offset += len(window) - len(tail)


def _refuse_large(size: int, name: str) -> None:
    if size > MOST_A_ROW:
        raise refusal("source.row_too_large", f"{name}: more than {MOST_A_ROW} bytes")
