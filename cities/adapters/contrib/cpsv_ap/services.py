"""The services of a graph as records: one text, or a list of texts, by the name of the profile's property."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from rdflib import RDF, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from cities.adapters.base import AdapterFinding, OnFinding, Severity
from cities.adapters.bounds import EVIDENCE
from cities.adapters.contrib.cpsv_ap.options import ADDED

ADMS: Final = Namespace("http://www.w3.org/ns/adms#")
CPSV: Final = Namespace("http://purl.org/vocab/cpsv#")
CV: Final = Namespace("http://data.europa.eu/m8g/")
DCT: Final = Namespace("http://purl.org/dc/terms/")
FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
GEO: Final = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")
LOCN: Final = Namespace("http://www.w3.org/ns/locn#")
SCHEMA: Final = Namespace("http://schema.org/")
MANDATORY: Final = {
    "dct:identifier": DCT.identifier,
    "dct:title": DCT.title,
    "dct:description": DCT.description,
    "cv:hasCompetentAuthority": CV.hasCompetentAuthority,
}
_CODE: Final = re.compile(r"[0-9A-Z]{18}[1-6][0-9A-Z]{12}")
_REGION: Final = re.compile(r"[0-9]{12}")
_DAYS: Final = re.compile(r"P(\d{1,5})D(?:T0S)?")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
# The plainer the tag, the sooner its text stands for Chinese.
_CHINESE: Final[tuple[str, ...]] = ("zh", "zh-hans", "zh-cn", "zh-hans-cn")
_GRADES: Final = frozenset("ABCD")
_AFTER_ALL: Final = 1 << 40


def _plain(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ", text).strip() if "\n" in text else text.strip()


class Service:
    """One service of the graph."""

    def __init__(self, graph: Graph, node: Node) -> None:
        self._graph = graph
        self.node = node
        # A service without a Chinese title is taken as it is: its other texts too are those of another language.
        languages = {self._tag(each) for each in graph.objects(node, DCT.title)}
        self.language = "" if any(not tag or tag.startswith("zh") for tag in languages) else min(languages, default="")

    @staticmethod
    def _tag(value: Node) -> str:
        return (value.language or "").lower() if isinstance(value, Literal) else ""

    def values(self, node: Node, predicate: URIRef) -> list[Node]:
        """Return the objects of a property in an order that does not hang on how they were written."""
        return sorted(self._graph.objects(node, predicate), key=self._order)

    def _order(self, value: Node) -> tuple[int, str, str]:
        if isinstance(value, Literal):
            return 0, "", str(value)
        place = str(self._graph.value(value, SCHEMA.position, any=True) or "")
        number = int(place) if place.isdecimal() and len(place) < 10 else _AFTER_ALL
        identifier = min((str(each) for each in self._graph.objects(value, DCT.identifier)), default="")
        return number, identifier, "" if isinstance(value, BNode) else str(value)

    def first(self, node: Node, predicate: URIRef) -> Node | None:
        """Return the first object of a property."""
        return next(iter(self.values(node, predicate)), None)

    def plain(self, node: Node | None, predicate: URIRef) -> str:
        """Return the first literal of a property as it is written."""
        if node is None:
            return ""
        return next((str(each) for each in self.values(node, predicate) if isinstance(each, Literal)), "")

    def text(self, node: Node | None, predicate: URIRef) -> tuple[str, str]:
        """Return a text in Chinese, which one without a language counts as, and in English."""
        if node is None:
            return "", ""
        texts: dict[str, str] = {}
        for value in self.values(node, predicate):
            if isinstance(value, Literal):
                texts.setdefault(self._tag(value), str(value))
        english = next((texts[tag] for tag in sorted(texts) if tag.split("-")[0] == "en"), "")
        tags: list[str] = [tag for tag in _CHINESE if tag in texts] or sorted(
            tag for tag in texts if tag.startswith("zh")
        )
        if not tags and "" in texts:
            tags = [""]
        if not tags and self.language:
            tags = [self.language] if self.language in texts else sorted(texts)
        return (texts[tags[0]] if tags else ""), english

    def notation(self, node: Node | None) -> str:
        """Return what a concept is called in its list: its notation, else the end of its IRI."""
        if node is None or isinstance(node, BNode):
            return self.plain(node, SKOS.notation)
        return self.plain(node, SKOS.notation) or re.split(r"[/#]", str(node))[-1]

    def list_of(self, predicate: URIRef, *names: URIRef) -> tuple[list[str], list[str]]:
        """Return the texts of what a property leads to; the English ones only where each has one."""
        chinese, english = [], []
        for part in self.values(self.node, predicate):
            pairs = (self.text(part, name) for name in names)
            own, other = next((pair for pair in pairs if pair[0]), ("", ""))
            if own := _plain(own):
                chinese.append(own)
                english.append(_plain(other))
        return chinese, english if all(english) else []

    def materials(self) -> tuple[list[str], list[str]]:
        """Return the evidence asked for: name, and grade, form and copies where any of these is told."""
        lines, english = [], []
        for part in self.values(self.node, CPSV.hasInput):
            name, other = (_plain(text).replace("|", "/") for text in self.text(part, DCT.title))
            if not name:
                continue
            grade = self.notation(self.first(part, DCT.type))
            form = _plain(self.text(part, DCT.description)[0]).replace("|", "/")
            copies = self.plain(part, SCHEMA.numberOfItems)
            details = (grade if grade in _GRADES else "", form, copies)
            lines.append("|".join((name, *details)) if any(details) else name)
            english.append(other)
        return lines, english if all(english) else []

    def fees(self) -> list[str]:
        """Return the costs: the description, and the amount where it does not say it itself."""
        lines = []
        for part in self.values(self.node, CV.hasCost):
            line = _plain(self.text(part, DCT.description)[0])
            value = self.plain(part, CV.hasValue)
            if _NUMBER.fullmatch(value) and float(value) not in map(float, _NUMBER.findall(line)):
                currency = self.notation(self.first(part, CV.currency)) or "CNY"
                value = value.removesuffix(".0")
                amount = f"{value}元" if currency == "CNY" else f"{value} {currency}"
                line = f"{line}：{amount}" if line else amount
            if line:
                lines.append(line)
        return lines

    def channels(self) -> tuple[list[str], str]:
        """Return the kinds of channels, and the first address."""
        parts = self.values(self.node, CV.hasChannel)
        kinds = [kind for part in parts if (kind := self.notation(self.first(part, DCT.type)))]
        pages = (self.first(part, name) for part in parts for name in (SCHEMA.url, FOAF.page, FOAF.homepage))
        return kinds, next((str(page) for page in pages if page is not None and not isinstance(page, BNode)), "")

    def added(self) -> dict[str, str]:
        """Return our own words among the additional properties."""
        found: dict[str, str] = {}
        for part in self.values(self.node, SCHEMA.additionalProperty):
            word = self.plain(part, SCHEMA.propertyID)
            if word in ADDED:
                found.setdefault(word, self.plain(part, SCHEMA.value))
        return found

    def identifiers(self) -> list[str]:
        """Return the values of dct:identifier."""
        return [str(value) for value in self.values(self.node, DCT.identifier)]

    def region(self) -> str:
        """Return the code of the first region: its identifier, else the end of its IRI where that is a code."""
        for place in self.values(self.node, DCT.spatial):
            code = self.plain(place, DCT.identifier) or self.notation(place)
            if _REGION.fullmatch(code):
                return code
        return ""

    def audience(self) -> str:
        """Return whom it is for."""
        names = [self.notation(each) for each in self.values(self.node, DCT.audience)]
        return "both" if {"person", "enterprise"} <= set(names) else "|".join(filter(None, names))

    def record(self) -> dict[str, Any]:
        """Return the service as a record; what it does not say is left out."""
        node, first, text = self.node, self.first, self.text
        identifiers = self.identifiers()
        identifier = identifiers[0] if identifiers else ""
        iri = "" if isinstance(node, BNode) else str(node)
        known = [self.plain(each, SKOS.notation) for each in self.values(node, ADMS.identifier)]
        authority, contact = first(node, CV.hasCompetentAuthority), first(node, CV.contactPoint)
        address = first(contact, LOCN.address) if contact is not None else None
        hours = first(contact, CV.openingHours) if contact is not None else None
        title, description = text(node, DCT.title), text(node, DCT.description)
        if description[0] == title[0] and not description[1]:
            description = ("", "")
        days = _DAYS.fullmatch(self.plain(node, CV.processingTime))
        status = self.notation(first(node, ADMS.status))
        kinds, url = self.channels()
        found: dict[str, Any] = {
            "iri": iri,
            "identifier": identifier,
            "id": next(filter(None, known), "") or identifier or iri,
            "code": identifier if _CODE.fullmatch(identifier) else "",
            "isClassifiedBy": self.notation(first(node, CV.isClassifiedBy)),
            "status": status if status in ("on", "off") else "",
            "type": self.notation(first(node, DCT.type)),
            "thematicArea": self.notation(first(node, CV.thematicArea)),
            "audience": self.audience(),
            "authority": self.plain(authority, DCT.identifier),
            "authority name": text(authority, SKOS.prefLabel)[0] or text(authority, DCT.title)[0],
            "spatial": self.region(),
            "hasCost": self.fees(),
            "hasChannel": kinds,
            "hasChannel url": url,
            "hasLegalResource": self.list_of(CV.hasLegalResource, DCT.title, DCT.description)[0],
            "telephone": self.plain(contact, CV.telephone),
            "long": self.plain(address, GEO.long),
            "lat": self.plain(address, GEO.lat),
            "modified": self.plain(node, DCT.modified),
            "promised_days": f"{days[1]}天" if days else "",
            **self.added(),
        }
        pairs = {
            "title": title,
            "description": description,
            "holdsRequirement": self.list_of(CV.holdsRequirement, DCT.title, DCT.description),
            "hasInput": self.materials(),
            "follows": self.list_of(CPSV.follows, DCT.description, DCT.title),
            "produces": text(first(node, CPSV.produces), DCT.title),
            "locatorName": text(address, LOCN.locatorName),
            "fullAddress": text(address, LOCN.fullAddress),
            "openingHours": text(hours, DCT.description),
        }
        for name, (chinese, english) in pairs.items():
            found |= {name: chinese, f"{name}@en": english}
        return {name: value for name, value in found.items() if value}


def records_of(graph: Graph, on_finding: OnFinding) -> Iterator[dict[str, Any]]:
    """Yield each service of the graph as a record, in the document's order; tell what the profile demands in vain."""
    seen: set[str] = set()
    nodes: Iterable[Node] = dict.fromkeys(graph.subjects(RDF.type, CPSV.PublicService))
    for number, node in enumerate(nodes, start=1):

        def tell(code: str, field: str, evidence: str, row: int = number) -> None:
            finding = AdapterFinding(code, Severity.WARNING, row=row, field=field, evidence=evidence[:EVIDENCE])
            on_finding(finding)

        service = Service(graph, node)
        record = service.record()
        for name, predicate in MANDATORY.items():
            if (node, predicate, None) not in graph:
                tell("source.missing_property", name, record.get("id", ""))
        if isinstance(node, BNode):
            tell("source.blank_service", "iri", record.get("id", ""))
        identifiers = service.identifiers()
        if len(identifiers) > 1 or seen.intersection(identifiers):
            tell("source.doubled_identifier", "dct:identifier", ", ".join(identifiers))
        seen.update(identifiers)
        if service.language:
            tell("source.language", "dct:title", f"{service.language}: {record.get('title', '')}")
        yield record
