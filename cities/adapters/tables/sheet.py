"""Cells of a sheet (Office Open XML), streamed.

A reader of our own: openpyxl gives 1,400 rows of 40 cells a second, this one several times that; readers in Rust are
faster still but allocate the rectangle around all cells, so that one cell in the far corner ends the process.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from xml.parsers import expat

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from cities.adapters.base import refusal
from cities.adapters.tables.archive import MOST_ROWS
from cities.adapters.tables.package import Parts

BLOCK: Final = 1 << 16
MOST_CHARACTERS_A_CELL: Final = 1 << 17
# Held in memory for the cells further down. A cell that shares one beyond these shows a lone "=", a formula still.
MOST_SHARED_FORMULAS: Final = 10_000
LONGEST_FORMULA: Final = 8192
SPACES: Final = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
LOCAL: Final = {
    f"{space} {name}": name for space in SPACES for name in ("row", "c", "v", "f", "t", "rPh", "si", "sheetData")
}
ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
Start = Callable[[str, dict[str, str]], None]


def _unescape(text: str) -> str:
    """Return the text with ``_x000D_`` and the like as the characters they stand for, but never half of a pair."""
    if "_x" not in text:
        return text
    return ESCAPED.sub(lambda found: found[0] if 0xD800 <= (code := int(found[1], 16)) < 0xE000 else chr(code), text)


def _no_doctype(*_ignored: Any) -> None:
    raise refusal("source.unsafe_xml", "a document type declaration")


def _parse(
    archive: zipfile.ZipFile, name: str, start: Start, end: Callable[[str], None], text: list[str]
) -> Iterator[None]:
    """Feed a part to expat block by block, pausing after each; ``text`` collects what stands between the tags."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text.append
    parser.StartDoctypeDeclHandler = _no_doctype
    with archive.open(name) as stream:
        while block := stream.read(BLOCK):
            parser.Parse(block, False)
            if len(text) > 1 and sum(map(len, text)) > MOST_CHARACTERS_A_CELL:
                raise refusal("source.cell_too_large", name)
            yield
        parser.Parse(b"", True)
        yield


def shared_strings(archive: zipfile.ZipFile, name: str | None) -> list[str]:
    """Return the strings that cells refer to by number. Raises AdapterError, ExpatError."""
    strings: list[str] = []
    if name is None:
        return strings
    text: list[str] = []
    parts: list[str] = []
    phonetic = False

    def start(element: str, _attributes: dict[str, str]) -> None:
        nonlocal phonetic
        kind = LOCAL.get(element)
        if kind == "si":
            parts.clear()
        elif kind == "rPh":
            phonetic = True
        text.clear()

    def end(element: str) -> None:
        nonlocal phonetic
        kind = LOCAL.get(element)
        if kind == "t" and not phonetic:
            parts.extend(text)
        elif kind == "rPh":
            phonetic = False
        elif kind == "si":
            strings.append(_unescape("".join(parts)))
        text.clear()

    for _pause in _parse(archive, name, start, end, text):
        pass
    return strings


def as_person_reads(value: datetime | date | time | timedelta | None) -> str:
    """Return a moment as text: a date alone where it is midnight."""
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
        case date() | time():
            return value.isoformat()
    return str(value)


class Sheet:
    """Turns the elements of a sheet into rows of text; formulas come as their text, never as what they last gave."""

    def __init__(self, parts: Parts, strings: list[str], max_columns: int) -> None:
        self._parts = parts
        self._strings = strings
        self._most = max_columns
        self._epoch = MAC_EPOCH if parts.from_1904 else WINDOWS_EPOCH
        self._columns: dict[str, int] = {}
        self._formulas: dict[str, str] = {}

    def rows(self, archive: zipfile.ZipFile) -> Iterator[list[str]]:
        """Yield the rows from the first on, empty where the sheet leaves one out. Raises AdapterError, ExpatError."""
        ready: list[list[str]] = []
        text: list[str] = []
        start, end = self._handlers(ready, text)
        for _pause in _parse(archive, self._parts.sheet, start, end, text):
            yield from ready
            ready.clear()

    def _handlers(self, ready: list[list[str]], text: list[str]) -> tuple[Start, Callable[[str], None]]:
        line: list[str] = []
        cell: dict[str, str] = {}
        value, inline, formula = "", "", None
        shared: dict[str, str] = {}
        phonetic = False
        met = 0

        def start(element: str, attributes: dict[str, str]) -> None:
            nonlocal cell, value, inline, formula, shared, phonetic, met
            text.clear()
            kind = LOCAL.get(element)
            if kind == "c":
                cell, value, inline, formula = attributes, "", "", None
            elif kind == "f":
                shared = attributes
            elif kind == "row":
                number = int(attributes.get("r", met + 1))
                if number > MOST_ROWS:
                    raise refusal("source.too_many_rows", f"row {number}")
                if number <= met:
                    raise ValueError(f"row {number} after row {met}")
                ready.extend([] for _ in range(number - met - 1))
                met = number
                line.clear()
            elif kind == "rPh":
                phonetic = True

        def end(element: str) -> None:
            nonlocal value, inline, formula, phonetic
            kind = LOCAL.get(element)
            if kind == "v":
                value = "".join(text)
            elif kind == "c":
                content = self._content(cell, value, inline) if formula is None else formula
                if content:
                    self._place(line, cell.get("r"), content)
                elif "r" not in cell:
                    line.append("")
            elif kind == "t" and not phonetic:
                inline += "".join(text)
            elif kind == "f":
                formula = self._formula(shared, "".join(text))
            elif kind == "row":
                ready.append(line.copy())
            elif kind == "rPh":
                phonetic = False
            text.clear()

        return start, end

    def _place(self, line: list[str], reference: str | None, content: str) -> None:
        column = len(line) if reference is None else self._column(reference)
        if column < len(line):
            raise ValueError(f"cell {reference} stands twice or out of order")
        if column >= self._most:
            raise refusal("source.too_many_columns", f"{column + 1} > {self._most}")
        line.extend([""] * (column - len(line)))
        line.append(content)

    def _column(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            if not re.fullmatch("[A-Z]{1,3}", letters):
                raise ValueError(f"cell {reference!r}")
            column = -1
            for letter in letters:
                column = (column + 1) * 26 + ord(letter) - ord("A")
            self._columns[letters] = column
        return column

    def _formula(self, attributes: dict[str, str], text: str) -> str:
        if attributes.get("t") == "shared":
            mark = attributes.get("si", "")
            if len(text) <= LONGEST_FORMULA and len(self._formulas) < MOST_SHARED_FORMULAS:
                self._formulas.setdefault(mark, text)
            text = self._formulas.get(mark, text)
        return f"={text}"

    def _content(self, cell: dict[str, str], value: str, inline: str) -> str:
        kind = cell.get("t", "n")
        if kind == "s":
            place = int(value)
            if place < 0:
                raise IndexError(place)
            return self._strings[place]
        if kind == "inlineStr":
            return _unescape(inline)
        if kind == "n":
            return self._number(value, cell.get("s", ""))
        return _unescape(value)

    def _number(self, value: str, style: str) -> str:
        value = value.strip()
        if not value:
            return ""
        if style in self._parts.dates or style in self._parts.spans:
            try:
                return as_person_reads(from_excel(float(value), self._epoch, timedelta=style in self._parts.spans))
            except (OverflowError, ValueError):
                pass  # a number that no calendar has; it stays the number that it is
        if value.isascii() and value.isdigit():
            return value
        number = float(value)
        return str(int(number)) if number.is_integer() else str(number)
