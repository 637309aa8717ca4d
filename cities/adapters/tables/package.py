"""The few parts of a workbook that say where its sheet lies and how to read it."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

from cities.adapters.base import refusal
from cities.adapters.bounds import MEBIBYTE

# These parts become trees in memory, some ten times as large.
LARGEST_PART: Final = 8 * MEBIBYTE


@dataclass(frozen=True)
class Parts:
    """Where the sheet and the shared strings lie, which cell styles are dates or spans of time, and the epoch."""

    sheet: str
    strings: str | None
    dates: frozenset[str]
    spans: frozenset[str]
    from_1904: bool


def _part(archive: zipfile.ZipFile, name: str) -> Element:
    if archive.getinfo(name).file_size > LARGEST_PART:
        raise refusal("source.zip_bomb", name)
    return ElementTree.fromstring(archive.read(name), forbid_dtd=True)


def _relations(archive: zipfile.ZipFile, source: str) -> dict[str, tuple[str, str]]:
    """Return id → (last word of the type, part) of what ``source`` refers to."""
    folder, name = posixpath.split(source)
    relations = {}
    for relation in _part(archive, posixpath.join(folder, "_rels", f"{name}.rels")):
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
        relations[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], target.lstrip("/"))
    return relations


def _styles(archive: zipfile.ZipFile, name: str | None) -> tuple[frozenset[str], frozenset[str]]:
    if name is None:
        return frozenset(), frozenset()
    root = _part(archive, name)
    formats = {str(number): text for number, text in BUILTIN_FORMATS.items()}
    for own in root.findall("{*}numFmts/{*}numFmt"):
        formats[own.get("numFmtId", "")] = own.get("formatCode", "")
    used = [formats.get(style.get("numFmtId", ""), "") for style in root.findall("{*}cellXfs/{*}xf")]
    spans = frozenset(str(place) for place, text in enumerate(used) if text and is_timedelta_format(text))
    dates = frozenset(str(place) for place, text in enumerate(used) if text and is_date_format(text))
    return dates - spans, spans


def find_parts(archive: zipfile.ZipFile, sheet: str | None) -> Parts:
    """Return the parts for the sheet of that name, or the first. Raises AdapterError, KeyError, XML's errors."""
    book = next(
        (part for kind, part in _relations(archive, "").values() if kind == "officeDocument"), "xl/workbook.xml"
    )
    root, relations = _part(archive, book), _relations(archive, book)
    sheets = []
    for entry in root.findall("{*}sheets/{*}sheet"):
        relation = next((value for key, value in entry.items() if key.endswith("}id")), "")
        kind, part = relations[relation]
        if kind == "worksheet":
            sheets.append((entry.get("name", ""), part))
    path = next((part for name, part in sheets if sheet in (None, name)), None)
    if path is None:
        raise refusal("source.missing_sheet", sheet or "")
    of_kind = dict(relations.values())
    dates, spans = _styles(archive, of_kind.get("styles"))
    settings = root.find("{*}workbookPr")
    from_1904 = settings is not None and settings.get("date1904") in {"1", "true"}
    return Parts(path, of_kind.get("sharedStrings"), dates, spans, from_1904)
