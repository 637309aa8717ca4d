"""Reading a catalogue in a test: a manifest of a few words, and all that an adapter gave and reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from cities.adapters.base import AdapterError, AdapterFinding, CatalogueRow, SourceRef
from cities.adapters.registry import catalogue_reader
from cities.manifests import CityManifest

COLUMNS = {"old_id": "编号", "title": "名称"}


def manifest(adapter: str, options: Mapping[str, Any], *, slug: str = "mou", folder: str = "", **limits: Any) -> Any:
    """Return a manifest of a city that exists in this test only."""
    return msgspec.convert(
        {
            "slug": slug,
            "name": {"zh-hans": "某市"},
            "region": {"code": "370100000000"},
            "adapter": {"name": adapter, "options": {"columns": COLUMNS, **options}},
            "limits": limits,
            "folder": folder,
        },
        type=CityManifest,
    )


@dataclass
class Reading:
    """What came of reading a source."""

    rows: list[CatalogueRow] = field(default_factory=list)
    findings: list[AdapterFinding] = field(default_factory=list)
    error: AdapterError | None = None

    @property
    def fields(self) -> list[dict[str, str]]:
        """The rows in our words."""
        return [dict(row.fields) for row in self.rows]

    @property
    def told(self) -> list[tuple[str, int | None, str | None]]:
        """The findings as (code, row, column)."""
        return [(found.code, found.row, found.field) for found in self.findings]

    @property
    def refused(self) -> tuple[str, bool] | None:
        """The error's code and whether it is permanent, None when the source was read to its end."""
        return (self.error.code, self.error.permanent) if self.error else None

    @property
    def evidence(self) -> list[str]:
        """What the error's findings show."""
        return [found.evidence for found in self.error.findings] if self.error else []


def read(city: CityManifest, path: Path | None = None) -> Reading:
    """Read the city's catalogue to its end, or to where it breaks."""
    reading = Reading()
    try:
        rows = catalogue_reader(city).rows(city, SourceRef(path), on_finding=reading.findings.append)
        for row in rows:
            reading.rows.append(row)
    except AdapterError as error:
        reading.error = error
    return reading


def read_table(path: Path, content: bytes | str, **options: Any) -> Reading:
    """Write ``content`` to ``path`` and read it as a table."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(manifest("tabular_file", options), path)
