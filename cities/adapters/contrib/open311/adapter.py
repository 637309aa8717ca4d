"""A catalogue of Open311 (GeoReport v2): a service list and the definitions of its services."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar, Final
from urllib.parse import quote

import msgspec

from cities.adapters.base import (
    AdapterError,
    AdapterFinding,
    Capability,
    CatalogueRow,
    OnFinding,
    Severity,
    SourceRef,
    refusal,
)
from cities.adapters.bounds import EVIDENCE
from cities.adapters.contrib.open311.documents import (
    LIST,
    attributes_in,
    attributes_of,
    has_definition,
    services_in,
    services_of,
    with_attributes,
)
from cities.adapters.contrib.open311.options import Open311Options
from cities.adapters.http.transport import PageFetcher, check_server
from cities.adapters.jsontext.files import json_records
from cities.adapters.jsontext.rows import RecordReader
from cities.adapters.jsontext.values import as_text, parse_page
from cities.adapters.plugin import CityAdapter, require_file, source_file
from cities.adapters.xmltext import parse_xml
from cities.manifests import CityManifest
from services_portal.kernel.registry import CheckResult

HEAD: Final = 1024
BEFORE: Final = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
# A code becomes the name of a file; anything else might lead out of the folder.
FILE_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
# What is wrong with one definition and not with the server.
PASSED_OVER: Final = frozenset(
    {"feed.not_found", "feed.not_json", "feed.not_xml", "feed.shape", "source.shape", "source.malformed"}
)
ABSENT: Final = frozenset({404, 410})
Definition = Callable[[str], list[Any] | None]


class Open311Adapter(CityAdapter):
    """Reads service lists of GeoReport v2."""

    name = "open311"
    label_zh = "Open311 GeoReport v2（JSON、XML）"
    label_en = "Open311 GeoReport v2 (JSON, XML)"
    options_schema = Open311Options
    capabilities: ClassVar[frozenset[Capability]] = frozenset({Capability.READ_CATALOGUE})

    def check(self, options: Open311Options) -> CheckResult:
        """Say whether there is somewhere to read from and, for a server, the secret to read with."""
        return check_server(options, options.path)

    def rows(self, manifest: CityManifest, source: SourceRef, *, on_finding: OnFinding) -> Iterator[CatalogueRow]:
        """Yield the services; see the port for what is promised and raised."""
        options = msgspec.convert(manifest.adapter.options, type=Open311Options)
        path = source_file(manifest, source, options.path if options.url is None else None)
        if path is None and options.url is None:
            raise refusal("source.missing_file")
        if path is None:
            return _from_server(manifest, options, on_finding)
        services = _from_file(path, options, on_finding)
        folder = source_file(manifest, SourceRef(), options.definitions_path)
        definition = None if folder is None else _definitions_in(folder, options)
        return _rows(services, definition, options, on_finding)


def _rows(
    services: Iterable[Any], definition: Definition | None, options: Open311Options, on_finding: OnFinding
) -> Iterator[CatalogueRow]:
    reader = RecordReader(options, on_finding, max_cell=options.max_cell, max_rows=options.max_rows)
    if definition is None:
        return reader.read(services)
    return reader.read(_defined(services, definition, on_finding))


def _defined(services: Iterable[Any], definition: Definition, on_finding: OnFinding) -> Iterator[Any]:
    for number, service in enumerate(services, start=1):
        if not isinstance(service, dict) or not has_definition(service):
            yield service
            continue
        code = as_text(service.get("service_code")).strip()
        try:
            attributes = definition(code)
        except AdapterError as error:
            if error.code not in PASSED_OVER:
                raise
            attributes = None
        if attributes is None:
            evidence = code[:EVIDENCE]
            on_finding(AdapterFinding("source.definition", Severity.WARNING, row=number, evidence=evidence))
        yield service if attributes is None else with_attributes(service, attributes)


def _from_file(path: Path, options: Open311Options, on_finding: OnFinding) -> Iterator[Any]:
    require_file(path, options.max_bytes)
    with path.open("rb") as stream:
        first = stream.read(HEAD).lstrip(BEFORE)[:1]
    if first == b"<":
        return iter(services_in(parse_xml(path.read_bytes()), "source.shape"))
    return json_records(path, LIST if first == b"{" else "", "auto", on_finding)


def _definitions_in(folder: Path, options: Open311Options) -> Definition:
    def read(code: str) -> list[Any] | None:
        if not FILE_NAME.fullmatch(code):
            return None
        for path in (folder / f"{code}.json", folder / f"{code}.xml"):
            if path.is_file():
                if not path.resolve().is_relative_to(folder):
                    raise refusal("source.outside", path.name)
                require_file(path, options.max_bytes)
                if path.suffix == ".xml":
                    return attributes_in(parse_xml(path.read_bytes()), "source.shape")
                return attributes_of(parse_page(path.read_bytes()), "source.shape")
        return None

    return read


def _from_server(manifest: CityManifest, options: Open311Options, on_finding: OnFinding) -> Iterator[CatalogueRow]:
    kind = options.format
    accept = "application/json" if kind == "json" else "application/xml, text/xml"
    base = (options.url or "").rstrip("/")
    asked = {"jurisdiction_id": options.jurisdiction_id} if options.jurisdiction_id else {}

    def listed(body: bytes) -> list[Any]:
        return services_of(parse_page(body), "feed.shape") if kind == "json" else services_in(_xml(body), "feed.shape")

    def defined(body: bytes) -> list[Any]:
        if kind == "json":
            return attributes_of(parse_page(body), "feed.shape")
        return attributes_in(_xml(body), "feed.shape")

    with closing(
        PageFetcher(manifest, options, accept=accept, kinds=(kind,), other_kind=f"feed.not_{kind}")
    ) as fetcher:

        def definition(code: str) -> list[Any] | None:
            if code in {"", ".", ".."}:
                return None
            address = f"{base}/services/{quote(code, safe='')}.{kind}"
            return fetcher.fetch(address, asked, defined, absent=ABSENT)

        services = fetcher.fetch(f"{base}/services.{kind}", asked, listed)
        yield from _rows(services, definition if options.definitions else None, options, on_finding)


def _xml(body: bytes) -> Any:
    try:
        return parse_xml(body, unsafe="feed.unsafe_xml", broken="feed.not_xml")
    except AdapterError as error:
        # Half an answer may be a whole one next time; a document type will not go away.
        raise AdapterError(error.code, permanent=error.code != "feed.not_xml", findings=error.findings) from error
