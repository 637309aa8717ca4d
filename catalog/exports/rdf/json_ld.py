"""Nodes as one document of JSON-LD 1.1, whose context stands within it: nobody needs the network to read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from catalog.exports.rdf.nodes import PREFIXES, Iri, Literal, Node


def _value(value: Iri | Literal) -> dict[str, str]:
    if isinstance(value, Iri):
        return {"@id": value.iri}
    found = {"@value": value.text}
    if value.language:
        found["@language"] = value.language
    elif value.datatype:
        found["@type"] = value.datatype
    return found


def json_ld_node(node: Node) -> bytes:
    """Return one node as an object."""
    found: dict[str, Any] = {"@id": node.iri, "@type": node.kind}
    for name, values in node.grouped().items():
        found[name] = [_value(value) for value in values] if len(values) > 1 else _value(values[0])
    return msgspec.json.encode(found)


def json_ld(nodes: Iterable[Node]) -> Iterator[bytes]:
    """Yield the document, a node a line."""
    yield b'{"@context":' + msgspec.json.encode(PREFIXES) + b',"@graph":['
    mark = b"\n"
    for node in nodes:
        yield mark + json_ld_node(node)
        mark = b",\n"
    yield b"\n]}\n"
