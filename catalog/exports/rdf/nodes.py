"""A few triples about one subject. Every node has an IRI: a blank one could not be told apart in another piece."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple
from urllib.parse import quote

PREFIXES: Final = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "locn": "http://www.w3.org/ns/locn#",
    "schema": "http://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


class Iri(NamedTuple):
    """A reference to a node."""

    iri: str


class Literal(NamedTuple):
    """A text, with its language or its datatype (a name with a prefix), or neither."""

    text: str
    language: str = ""
    datatype: str = ""


@dataclass
class Node:
    """A subject with its class and properties, both names with a prefix."""

    iri: str
    kind: str
    values: list[tuple[str, Iri | Literal]] = field(default_factory=list)

    def say(self, name: str, text: str, *, language: str = "", datatype: str = "") -> None:
        """Add a literal, unless it is empty."""
        if text:
            self.values.append((name, Literal(text, language, datatype)))

    def point(self, name: str, node: Node) -> None:
        """Add a reference."""
        self.values.append((name, Iri(node.iri)))

    def grouped(self) -> dict[str, list[Iri | Literal]]:
        """Return the values by property, in the order of their first."""
        found: dict[str, list[Iri | Literal]] = {}
        for name, value in self.values:
            found.setdefault(name, []).append(value)
        return found


def segment(text: str) -> str:
    """Return ``text`` as one segment of an IRI."""
    return quote(text, safe="")
