"""What holds of every adapter whatever bytes it is given, and the small sources that bytes are made from."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook

from catalog.intake.rules.check import check_row
from catalog.intake.rules.facts import CityFacts
from catalog.intake.sources import OTHER, reported
from cities.adapters.base import CATALOGUE_FIELDS, AdapterError, Severity, SourceRef
from cities.adapters.plugin import CityAdapter
from cities.adapters.registry import catalogue_reader
from cities.manifests import CityManifest
from tests.cities.adapters.reading import manifest
from tests.conformance.specimens import SPECIMENS

FACTS = CityFacts(slug="mou", name="某市", region_code="370100000000")
SEEDS = Path(__file__).parent / "seeds"


def city_of(adapter: CityAdapter) -> CityManifest:
    """Return the manifest under which the adapter's specimen is read, in whatever encoding it comes."""
    options = SPECIMENS[adapter.name].options
    city: CityManifest = manifest(adapter.name, {**options, **({"encoding": "auto"} if "encoding" in options else {})})
    return city


def seeds_of(adapter: CityAdapter) -> list[bytes]:
    """Return small sources of the adapter's formats: its specimen, those made here, those in ``seeds/<name>``."""
    with tempfile.TemporaryDirectory() as folder:
        specimen = SPECIMENS[adapter.name].write(Path(folder))
        seeds = [specimen.read_bytes()] if specimen.is_file() else [path.read_bytes() for path in files_in(specimen)]
    return [*seeds, *MADE.get(adapter.name, ()), *(path.read_bytes() for path in files_in(SEEDS / adapter.name))]


def _workbook(rows: list[list[str]]) -> bytes:
    book, stream = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


# Formats that nobody writes by hand.
MADE: dict[str, list[bytes]] = {
    "tabular_file": [_workbook([["编号", "名称", "材料", "时限", "对象", "简介"], ["A-1", "户口登记", "身份证"]])],
    "task_exchange": [_workbook([["ROW_GUID", "TASK_NAME", "CD_TIME"], ["A-1", "户口登记", "2024-01-02"]])],
}


def files_in(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder in order; none where there is no folder."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file()) if folder.is_dir() else iter(())


def hold(city: CityManifest, path: Path) -> tuple[int, str]:
    """Read ``path`` and judge its rows; return how many there were and the code of the refusal, empty for none.

    Raises AssertionError where something does not hold, and whatever else an adapter or a rule raises.
    """
    findings, last, code = [], 0, ""
    rows = 0
    try:
        for row in catalogue_reader(city).rows(city, SourceRef(path), on_finding=findings.append):
            assert row.number > last, f"row {row.number} after {last}"
            last, rows = row.number, rows + 1
            fields = dict(row.fields)
            assert set(fields) <= CATALOGUE_FIELDS
            assert all(isinstance(text, str) and text == text.strip() and text for text in fields.values())
            json.dumps(row.raw, allow_nan=False).encode()
            check_row(fields, FACTS)
    except AdapterError as error:
        code = error.code
        assert error.findings
        assert all(found.severity == Severity.ERROR for found in error.findings)
        findings += error.findings
    undeclared = [found.code for found in findings if reported(found.code, str(found.severity)).zh == OTHER.zh]
    assert not undeclared, f"codes that are explained nowhere: {undeclared}"
    return rows, code
