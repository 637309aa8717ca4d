"""The 实施清单 exchange form: the national field names, in a table, a workbook or JSON, with its sync columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, Final

import msgspec

from cities.adapters.base import Capability, CatalogueRow, Changes, OnFinding, SourceRef, refusal
from cities.adapters.contrib.task_exchange.changes import changes_since
from cities.adapters.contrib.task_exchange.mapper import TaskMapper
from cities.adapters.contrib.task_exchange.options import TaskExchangeOptions
from cities.adapters.contrib.task_exchange.sync import Sync
from cities.adapters.jsontext.files import json_records
from cities.adapters.jsontext.rows import RecordReader
from cities.adapters.plugin import CityAdapter, check_file, require_file, source_file
from cities.adapters.tables.rows import table_rows
from cities.manifests import CityManifest
from services_portal.kernel.registry import CheckResult

HEAD: Final = 1024
# Marks of byte order, blanks, and the zeros of signs that are more than a byte wide.
BEFORE_JSON: Final = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n\x1e"


class TaskExchangeAdapter(CityAdapter):
    """Reads catalogues that come in the exchange form."""

    name = "task_exchange"
    label_zh = "实施清单交换表（CSV、XLSX、JSON）"
    label_en = "Implementation list exchange form (CSV, XLSX, JSON)"
    options_schema = TaskExchangeOptions
    capabilities: ClassVar[frozenset[Capability]] = frozenset({Capability.READ_CATALOGUE, Capability.CHANGES_SINCE})

    def check(self, options: TaskExchangeOptions) -> CheckResult:
        """Say whether the options name a file; a city may also be given one each time."""
        return check_file(options.path)

    def rows(self, manifest: CityManifest, source: SourceRef, *, on_finding: OnFinding) -> Iterator[CatalogueRow]:
        """Yield the tasks as they stand now; see the port for what is promised and raised."""
        return _sync(manifest, source).standing(on_finding)

    def is_able(self, capability: Capability, options: TaskExchangeOptions) -> bool:
        """Whether it can be done: changes are looked for in the file that the manifest names, if it names one."""
        if capability is Capability.CHANGES_SINCE:
            return options.path is not None
        return super().is_able(capability, options)

    def changes(self, manifest: CityManifest, cursor: str | None, *, on_finding: OnFinding) -> Changes:
        """Return the tasks changed since ``cursor``, in the order of their times and batches."""
        options = msgspec.convert(manifest.adapter.options, type=TaskExchangeOptions)
        return changes_since(_sync(manifest, SourceRef()), cursor, options.page, on_finding)


def _sync(manifest: CityManifest, source: SourceRef) -> Sync:
    options = msgspec.convert(manifest.adapter.options, type=TaskExchangeOptions)
    path = source_file(manifest, source, options.path)
    if path is None:
        raise refusal("source.missing_file")
    require_file(path, options.max_bytes)
    read = _json if _is_json(path) else _table
    return Sync(path, lambda on_finding: read(path, options, on_finding), next(iter(options.own_id()), ""))


def _is_json(path: Path) -> bool:
    """Whether the file is JSON, by its first sign and not by what it is called."""
    with path.open("rb") as stream:
        return stream.read(HEAD).lstrip(BEFORE_JSON)[:1] in (b"[", b"{")


def _table(path: Path, options: TaskExchangeOptions, on_finding: OnFinding) -> Iterator[CatalogueRow]:
    return table_rows(path, options, on_finding, TaskMapper(options))


def _json(path: Path, options: TaskExchangeOptions, on_finding: OnFinding) -> Iterator[CatalogueRow]:
    reader = RecordReader(
        options, on_finding, TaskMapper(options), max_cell=options.max_cell, max_rows=options.max_rows
    )
    return reader.read(json_records(path, options.items, options.encoding, on_finding))
