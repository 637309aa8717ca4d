"""Old accounts from what reads catalogues: the same rows under other words, and nothing of a person in any finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final, TypeVar

import msgspec

from cities.adapters.base import AccountRow, AdapterError, AdapterFinding, CatalogueRow, OnFinding, refusal
from cities.manifests import CityManifest

S = TypeVar("S", bound=msgspec.Struct)
# Their evidence names columns, the encoding or a count, nothing that stands in a row.
HARMLESS: Final = frozenset(
    {
        "source.absent_column",
        "source.blank_row",
        "source.doubled_column",
        "source.encoding",
        "source.missing_column",
        "source.missing_file",
        "source.outside",
        "source.too_large",
        "source.too_many_rows",
    }
)


def options_of(manifest: CityManifest, schema: type[S]) -> S:
    """Return the options of the manifest's ``[accounts]``. Raises AdapterError ``source.missing_file`` without one."""
    if manifest.accounts is None:
        raise refusal("source.missing_file")
    return msgspec.convert(manifest.accounts.adapter.options, type=schema)


def account_rows(read: Callable[[OnFinding], Iterator[CatalogueRow]], on_finding: OnFinding) -> Iterator[AccountRow]:
    """Yield as accounts what ``read`` yields; what it tells or raises loses its evidence."""

    def tell(finding: AdapterFinding) -> None:
        on_finding(bare(finding))

    try:
        for row in read(tell):
            yield AccountRow(row.number, row.fields)
    except AdapterError as error:
        findings = tuple(map(bare, error.findings))
        raise AdapterError(error.code, permanent=error.permanent, findings=findings) from None


def bare(finding: AdapterFinding) -> AdapterFinding:
    """Return a finding without what stood in the row."""
    told: dict[str, Any] = {} if finding.code in HARMLESS else {"evidence": ""}
    return replace(finding, **told)
