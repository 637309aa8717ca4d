"""Documents of RDF to graphs, within bounds and without the network."""

from __future__ import annotations

import json
import re
from typing import Any, Final
from xml.etree.ElementTree import tostring

import rdflib.term
from rdflib import RDF, Graph
from rdflib.plugins.stores.memory import Memory

from cities.adapters.base import AdapterError, refusal
from cities.adapters.contrib.cpsv_ap.contexts import with_local_contexts
from cities.adapters.jsontext.values import parse_page
from cities.adapters.xmltext import parse_xml

BASE: Final = "urn:cpsv-ap:document"
_BLANK: Final = b"\xef\xbb\xbf \t\r\n"
_XML: Final = re.compile(rb"<(?:\?xml|!--|!DOCTYPE|(?:[A-Za-z_][\w.-]*:)?RDF[\s>])")
# A literal of markup would be parsed by parsers of their own, with all that a document type can do there.
for _datatype in (RDF.XMLLiteral, RDF.HTML):
    rdflib.term._toPythonMapping[_datatype] = None


class _CountingStore(Memory):
    """A store that refuses more triples than allowed."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._added = 0

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
        """Add a triple. Raises AdapterError ``source.too_many_triples``."""
        self._added += 1
        if self._added > self._most:
            raise refusal("source.too_many_triples", f"more than {self._most}")
        super().add(triple, context, quoted)


def _kind(body: bytes) -> str:
    begin = body[:1024].lstrip(_BLANK)
    if begin[:1] in (b"{", b"["):
        return "json-ld"
    return "xml" if _XML.match(begin) else "turtle"


def _prepared(body: bytes, kind: str) -> str:
    """Return what rdflib is to parse: only what our own bounded parsers have read before."""
    if kind == "json-ld":
        try:
            document = parse_page(body)
        except AdapterError as error:
            code = "source.malformed" if error.code == "feed.not_json" else "source.too_large"
            raise refusal(code, error.findings[0].evidence) from error
        return json.dumps(with_local_contexts(document))
    if kind == "xml":
        return tostring(parse_xml(body), encoding="unicode")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal("source.encoding", str(error)) from error


def parse_graph(body: bytes, kind: str, max_triples: int) -> Graph:
    """Return the graph of a document; ``kind`` is auto, turtle, xml or json-ld.

    Raises AdapterError ``source.malformed``, ``source.encoding``, ``source.unsafe_xml``, ``source.remote_context``,
    ``source.too_many_triples``, ``source.too_large``.
    """
    kind = _kind(body) if kind == "auto" else kind
    text = _prepared(body, kind)
    graph = Graph(store=_CountingStore(max_triples))
    try:
        graph.parse(data=text, format=kind, publicID=BASE)
    except AdapterError:
        raise
    except Exception as error:
        # The parsers of rdflib raise whatever comes of a broken document, from KeyError to RecursionError.
        raise refusal("source.malformed", f"{type(error).__name__}: {error}") from error
    return graph
