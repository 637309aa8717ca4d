"""A catalogue, or old accounts, in a file of JSON: an array, a list within a document, or a record a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import msgspec

from cities.adapters.accounts import account_rows, options_of
from cities.adapters.base import AccountRow, Capability, CatalogueRow, OnFinding, SourceRef, refusal
from cities.adapters.contrib.json_file.options import JsonFileAccountOptions, JsonFileOptions
from cities.adapters.jsontext.files import json_rows
from cities.adapters.plugin import CityAdapter, check_file, source_file
from cities.manifests import CityManifest
from services_portal.kernel.registry import CheckResult


class JsonFileAdapter(CityAdapter):
    """Reads catalogues and accounts from files of JSON, a record at a time."""

    name = "json_file"
    label_zh = "JSON 文件（数组、JSON Lines）"
    label_en = "JSON file (array, JSON Lines)"
    options_schema = JsonFileOptions
    capabilities: ClassVar[frozenset[Capability]] = frozenset({Capability.READ_CATALOGUE, Capability.READ_ACCOUNTS})
    accounts_schema = JsonFileAccountOptions

    def check(self, options: JsonFileOptions) -> CheckResult:
        """Say whether the options name a file; a city may also be given one each time."""
        return check_file(options.path)

    def rows(self, manifest: CityManifest, source: SourceRef, *, on_finding: OnFinding) -> Iterator[CatalogueRow]:
        """Yield the records of the file; see the port for what is promised and raised."""
        return _rows(manifest, source, msgspec.convert(manifest.adapter.options, type=JsonFileOptions), on_finding)

    def accounts(self, manifest: CityManifest, source: SourceRef, *, on_finding: OnFinding) -> Iterator[AccountRow]:
        """Yield the accounts of the file; see the port for what is promised and raised."""
        options = options_of(manifest, JsonFileAccountOptions)
        return account_rows(lambda tell: _rows(manifest, source, options, tell), on_finding)


def _rows(
    manifest: CityManifest, source: SourceRef, options: JsonFileOptions, on_finding: OnFinding
) -> Iterator[CatalogueRow]:
    path = source_file(manifest, source, options.path)
    if path is None:
        raise refusal("source.missing_file")
    return json_rows(path, options, on_finding)
