"""Nodes as Turtle (RDF 1.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from catalog.exports.rdf.nodes import PREFIXES, Iri, Literal, Node

_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# Beside what the grammar demands, what an editor would hide or break a line at.
_SPECIAL: Final = re.compile('[\\\\"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]')


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"


def _value(value: Iri | Literal) -> str:
    if isinstance(value, Iri):
        return f"<{value.iri}>"
    text = f'"{_SPECIAL.sub(_escape, value.text)}"'
    if value.language:
        return f"{text}@{value.language}"
    return f"{text}^^{value.datatype}" if value.datatype else text


def turtle_node(node: Node) -> bytes:
    """Return one node as a statement."""
    lines = [f"<{node.iri}> a {node.kind}"]
    lines += [f"    {name} {', '.join(map(_value, values))}" for name, values in node.grouped().items()]
    return (" ;\n".join(lines) + " .\n").encode()


def turtle(nodes: Iterable[Node]) -> Iterator[bytes]:
    """Yield the document: the prefixes, then each node."""
    yield "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()).encode()
    yield from map(turtle_node, nodes)
