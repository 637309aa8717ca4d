"""Small catalogues of Open Referral, and reading them in a test."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cities.adapters.contrib.hsds.tables import TABLES
from tests.cities.adapters.reading import Reading, manifest, read

SMALL: Mapping[str, list[dict[str, str]]] = {
    "organizations": [{"id": "o1", "name": "Harvest", "description": "Food", "website": "http://harvest.example.org"}],
    "locations": [
        {"id": "l1", "organization_id": "o1", "name": "North", "description": "A hall", "latitude": "39.5",
         "longitude": "-76.25"},
        {"id": "l2", "organization_id": "o1", "name": "Online", "description": "A page", "virtual": "true"},
    ],
    "addresses": [
        {"id": "a1", "location_id": "l1", "address_1": "5 Main St", "city": "Bel Air", "state_province": "MD",
         "postal_code": "21014", "country": "us"},
    ],
    "services": [
        {"id": "s1", "location_id": "l1", "name": "Meals", "description": "Hot meals", "status": "active",
         "eligibility": "Residents", "required_documents": "Passport,Driver's License", "fees": "Free",
         "application_process": "Call", "website": "http://harvest.example.org/meals", "taxonomy_ids": "101"},
        {"id": "s2", "location_id": "l2", "name": "Advice", "description": "By mail", "status": "defunct"},
    ],
    "phones": [
        {"id": "p1", "service_id": "s1", "number": "(410) 555-0100", "extension": "7", "number_type": "voice"},
        {"id": "p2", "service_id": "s1", "number": "410-555-0101", "number_type": "fax"},
        {"id": "p3", "organization_id": "o1", "number": "410 555 0102", "number_type": "voice"},
    ],
    "regular_schedules": [
        {"id": "r1", "location_id": "l1", "weekday": "Monday", "opens_at": "9:30", "closes_at": "5:00 PM"},
        {"id": "r2", "location_id": "l1", "weekday": "2", "opens_at": "9:30", "closes_at": "17:00"},
    ],
    "taxonomy": [{"taxonomy_id": "101", "name": "Emergency"}],
}  # fmt: skip


def write_tables(folder: Path, tables: Mapping[str, Iterable[Mapping[str, str]]] = SMALL) -> Path:
    """Write each table with all its columns and return the folder."""
    folder.mkdir(exist_ok=True)
    for name, rows in tables.items():
        table = TABLES[name]
        given = {column for row in rows for column in row}
        columns = list(dict.fromkeys([*table.columns, *table.references, *sorted(given)]))
        with (folder / table.file).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns)
            writer.writeheader()
            writer.writerows(rows)
    return folder


def changed(name: str, place: int, /, **cells: str) -> dict[str, list[dict[str, str]]]:
    """Return the small catalogue with some cells of one row changed."""
    rows = [dict(row) for row in SMALL[name]]
    rows[place] = {**rows[place], **cells}
    return {**SMALL, name: rows}


def pack(folder: Path, path: Path, inside: str = "") -> Path:
    """Write a ZIP of the files in ``folder``, under ``inside``."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in sorted(folder.iterdir()):
            archive.write(member, f"{inside}{member.name}")
    return path


def read_tables(path: Path, **options: Any) -> Reading:
    """Read a catalogue to its end, or to where it breaks."""
    return read(manifest("hsds", {"columns": {}, "country": "US", **options}), path)


def read_json(folder: Path, document: Any, **options: Any) -> Reading:
    """Write ``document`` as JSON, or as it is where it is text, and read it."""
    path = folder / "services.json"
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return read_tables(path, **options)
