"""A catalogue, or old accounts, as a paged JSON feed over HTTP, or as a dump of the same shape in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from cities.adapters.accounts import account_rows, options_of
from cities.adapters.base import (
    AccountRow,
    AdapterError,
    Capability,
    CatalogueRow,
    Changes,
    OnFinding,
    SourceRef,
    refusal,
)
from cities.adapters.contrib.json_feed.changes import changes_since
from cities.adapters.contrib.json_feed.options import JsonFeedAccountOptions, JsonFeedOptions
from cities.adapters.contrib.json_feed.pages import items_of, walk
from cities.adapters.http.transport import PageFetcher, check_server
from cities.adapters.jsontext.rows import RecordReader
from cities.adapters.jsontext.values import parse_page
from cities.adapters.plugin import CityAdapter, require_file, source_file
from cities.manifests import CityManifest
from services_portal.kernel.registry import CheckResult


class JsonFeedAdapter(CityAdapter):
    """Reads catalogues and accounts from JSON feeds."""

    name = "json_feed"
    label_zh = "JSON 接口（分页）"
    label_en = "JSON feed (paged)"
    options_schema = JsonFeedOptions
    capabilities: ClassVar[frozenset[Capability]] = frozenset(
        {Capability.READ_CATALOGUE, Capability.READ_ACCOUNTS, Capability.CHANGES_SINCE}
    )
    accounts_schema = JsonFeedAccountOptions

    def check(self, options: JsonFeedOptions) -> CheckResult:
        """Say whether there is somewhere to read from and, for a feed, the secret to read with."""
        return check_server(options, options.path)

    def rows(self, manifest: CityManifest, source: SourceRef, *, on_finding: OnFinding) -> Iterator[CatalogueRow]:
        """Yield the feed's rows; see the port for what is promised and raised."""
        return _read(manifest, source, msgspec.convert(manifest.adapter.options, type=JsonFeedOptions), on_finding)

    def accounts(self, manifest: CityManifest, source: SourceRef, *, on_finding: OnFinding) -> Iterator[AccountRow]:
        """Yield the feed's accounts; see the port for what is promised and raised."""
        options = options_of(manifest, JsonFeedAccountOptions)
        return account_rows(lambda tell: _read(manifest, source, options, tell), on_finding)

    def is_able(self, capability: Capability, options: JsonFeedOptions) -> bool:
        """Whether it can be done: changes are asked for only where the manifest says how."""
        if capability is Capability.CHANGES_SINCE:
            return options.url is not None and options.changes_param is not None
        return super().is_able(capability, options)

    def changes(self, manifest: CityManifest, cursor: str | None, *, on_finding: OnFinding) -> Changes:
        """Return what the feed says has changed since ``cursor``; see the port."""
        options = msgspec.convert(manifest.adapter.options, type=JsonFeedOptions)
        with closing(PageFetcher(manifest, options)) as fetcher:
            return changes_since(fetcher, options, cursor, on_finding)

    def map_records(
        self, manifest: CityManifest, records: Sequence[Mapping[str, Any]], *, on_finding: OnFinding
    ) -> Sequence[CatalogueRow]:
        """Return records of the feed's shape as rows."""
        options = msgspec.convert(manifest.adapter.options, type=JsonFeedOptions)
        return list(_rows([list(records)], options, on_finding))


def _read(
    manifest: CityManifest, source: SourceRef, options: JsonFeedOptions, on_finding: OnFinding
) -> Iterator[CatalogueRow]:
    path = source_file(manifest, source, options.path if options.url is None else None)
    if path is not None:
        return _rows([_dump(path, options)], options, on_finding)
    if options.url is None:
        raise refusal("source.missing_file")
    return _from_feed(manifest, options, on_finding)


def _from_feed(manifest: CityManifest, options: JsonFeedOptions, on_finding: OnFinding) -> Iterator[CatalogueRow]:
    with closing(PageFetcher(manifest, options)) as fetcher:
        yield from _rows(walk(fetcher, options), options, on_finding)


def _dump(path: Path, options: JsonFeedOptions) -> list[Any]:
    require_file(path, options.max_bytes)
    try:
        return items_of(parse_page(path.read_bytes()), options)
    except AdapterError as error:
        # A file does not get better by waiting.
        raise AdapterError(error.code, permanent=True, findings=error.findings) from error


def _rows(pages: Iterable[list[Any]], options: JsonFeedOptions, on_finding: OnFinding) -> Iterator[CatalogueRow]:
    reader = RecordReader(options, on_finding, max_cell=options.max_cell, shape_code="feed.row_shape")
    return reader.read(chain.from_iterable(pages))
