"""A catalogue, or old accounts, in a table: CSV in any encoding and with any delimiter, or a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import msgspec

from cities.adapters.accounts import account_rows, options_of
from cities.adapters.base import AccountRow, Capability, CatalogueRow, OnFinding, SourceRef, refusal
from cities.adapters.contrib.tabular_file.options import TabularAccountOptions, TabularOptions
from cities.adapters.plugin import CityAdapter, check_file, source_file
from cities.adapters.tables.rows import table_rows
from cities.manifests import CityManifest
from services_portal.kernel.registry import CheckResult


class TabularFileAdapter(CityAdapter):
    """Reads catalogues and accounts from tables."""

    name = "tabular_file"
    label_zh = "表格文件（CSV、XLSX）"
    label_en = "Tabular file (CSV, XLSX)"
    options_schema = TabularOptions
    capabilities: ClassVar[frozenset[Capability]] = frozenset({Capability.READ_CATALOGUE, Capability.READ_ACCOUNTS})
    accounts_schema = TabularAccountOptions

    def check(self, options: TabularOptions) -> CheckResult:
        """Say whether the options name a file; a city may also be given one each time."""
        return check_file(options.path)

    def rows(self, manifest: CityManifest, source: SourceRef, *, on_finding: OnFinding) -> Iterator[CatalogueRow]:
        """Yield the data rows of the table; see the port for what is promised and raised."""
        return _rows(manifest, source, msgspec.convert(manifest.adapter.options, type=TabularOptions), on_finding)

    def accounts(self, manifest: CityManifest, source: SourceRef, *, on_finding: OnFinding) -> Iterator[AccountRow]:
        """Yield the accounts of the table; see the port for what is promised and raised."""
        options = options_of(manifest, TabularAccountOptions)
        return account_rows(lambda tell: _rows(manifest, source, options, tell), on_finding)


def _rows(
    manifest: CityManifest, source: SourceRef, options: TabularOptions, on_finding: OnFinding
) -> Iterator[CatalogueRow]:
    path = source_file(manifest, source, options.path)
    if path is None:
        raise refusal("source.missing_file")
    return table_rows(path, options, on_finding)
