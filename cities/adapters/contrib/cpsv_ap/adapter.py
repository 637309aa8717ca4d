"""A catalogue in CPSV-AP 3.2 (the EU's profile for public services): RDF/XML, Turtle or JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import ClassVar, Final

import msgspec
from rdflib import Graph

from cities.adapters.base import AdapterError, Capability, CatalogueRow, OnFinding, SourceRef, refusal
from cities.adapters.contrib.cpsv_ap.graphs import parse_graph
from cities.adapters.contrib.cpsv_ap.options import CpsvApOptions
from cities.adapters.contrib.cpsv_ap.services import records_of
from cities.adapters.http.transport import PageFetcher, check_server
from cities.adapters.jsontext.rows import RecordReader
from cities.adapters.plugin import CityAdapter, require_file, source_file
from cities.manifests import CityManifest
from services_portal.kernel.registry import CheckResult

ACCEPT: Final = "text/turtle, application/ld+json;q=0.9, application/rdf+xml;q=0.8"
KINDS: Final = ("turtle", "json", "xml")


class CpsvApAdapter(CityAdapter):
    """Reads catalogues in CPSV-AP."""

    name = "cpsv_ap"
    label_zh = "CPSV-AP 3.2（RDF/XML、Turtle、JSON-LD）"
    label_en = "CPSV-AP 3.2 (RDF/XML, Turtle, JSON-LD)"
    options_schema = CpsvApOptions
    capabilities: ClassVar[frozenset[Capability]] = frozenset({Capability.READ_CATALOGUE})

    def check(self, options: CpsvApOptions) -> CheckResult:
        """Say whether there is somewhere to read from and, for a server, the secret to read with."""
        return check_server(options, options.path)

    def rows(self, manifest: CityManifest, source: SourceRef, *, on_finding: OnFinding) -> Iterator[CatalogueRow]:
        """Yield the services; see the port for what is promised and raised. The graph is held in memory, bounded."""
        options = msgspec.convert(manifest.adapter.options, type=CpsvApOptions)
        path = source_file(manifest, source, options.path if options.url is None else None)
        if path is not None:
            require_file(path, options.max_bytes)
            return _rows(parse_graph(path.read_bytes(), options.format, options.max_triples), options, on_finding)
        if options.url is None:
            raise refusal("source.missing_file")
        return _rows(_asked(manifest, options, options.url), options, on_finding)


def _rows(graph: Graph, options: CpsvApOptions, on_finding: OnFinding) -> Iterator[CatalogueRow]:
    reader = RecordReader(options, on_finding, max_cell=options.max_cell, max_rows=options.max_rows)
    empty = True
    for row in reader.read(records_of(graph, on_finding)):
        empty = False
        yield row
    if empty:
        raise refusal("source.shape", "no cpsv:PublicService")


def _asked(manifest: CityManifest, options: CpsvApOptions, url: str) -> Graph:
    def read(body: bytes) -> Graph:
        try:
            return parse_graph(body, options.format, options.max_triples)
        except AdapterError as error:
            if error.code not in ("source.malformed", "source.encoding"):
                raise
            # Half an answer may be a whole one next time.
            raise refusal("feed.not_rdf", error.findings[0].evidence, permanent=False) from error

    with closing(PageFetcher(manifest, options, accept=ACCEPT, kinds=KINDS, other_kind="feed.not_rdf")) as fetcher:
        return fetcher.fetch(url, {}, read)
