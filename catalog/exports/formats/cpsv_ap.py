"""CPSV-AP 3.2 (SEMIC), as Turtle and as JSON-LD.

A service is a small graph; what several share (agencies, regions, concepts) is written where it is first met. What the
profile has no class for, such as how often one must come in person, stands as a schema.org PropertyValue under our own
word. Lists keep their order by schema:position, for RDF knows none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Final

import msgspec
from django.conf import settings

from catalog.content import Text
from catalog.exports.exporter import StreamedExporter
from catalog.exports.fields import LOSSES, WORDS, fields_of
from catalog.exports.losses import Loss
from catalog.exports.rdf.json_ld import json_ld
from catalog.exports.rdf.nodes import Literal, Node, segment
from catalog.exports.rdf.turtle import turtle
from catalog.exports.records import ServiceRecord

ZH: Final = "zh-Hans"
CURRENCY: Final = "http://publications.europa.eu/resource/authority/currency/CNY"
# Our words for which the profile has no property that says the same.
ADDED: Final = (
    "promised_days",
    "statutory_days",
    "visits",
    "handling_kind",
    "handling_scope",
    "complaint_phone",
    "effective_on",
    "expires_on",
)
CARRIED: Final = WORDS
_AMOUNT: Final = re.compile(r"(\d+(?:\.\d+)?)元")
_CALENDAR: Final = re.compile(r"(\d+)个自然日")


def _repeated_summary(record: ServiceRecord) -> ServiceRecord:
    content = record.content
    if content.summary.en or content.summary.zh_hans != content.title.zh_hans:
        return record
    return msgspec.structs.replace(record, content=msgspec.structs.replace(content, summary=Text()))


CPSV_LOSSES: Final = (
    *LOSSES,
    Loss(
        "cpsv_ap.summary",
        "与事项名称完全相同的简介（规范要求必须有描述，没有简介时以名称代替）。",
        "A summary that only repeats the title, which stands for a missing one: the profile demands a description.",
        _repeated_summary,
    ),
)


class _Graph:
    """The nodes of an export; remembers which of the shared ones are written."""

    def __init__(self, base: str) -> None:
        self._base = f"{base}/id"
        self._written: set[str] = set()
        self._nodes: list[Node] = []

    def take(self) -> list[Node]:
        """Return the nodes since the last call."""
        nodes, self._nodes = self._nodes, []
        return nodes

    def node(self, path: str, kind: str) -> Node:
        """Return a new node."""
        node = Node(f"{self._base}/{path}", kind)
        self._nodes.append(node)
        return node

    def shared(self, path: str, kind: str) -> tuple[Node, bool]:
        """Return a node that others point to as well, and whether it is yet to be written."""
        iri = path if path.startswith("http") else f"{self._base}/{path}"
        node = Node(iri, kind)
        is_new = iri not in self._written
        if is_new:
            self._written.add(iri)
            self._nodes.append(node)
        return node, is_new

    def concept(self, scheme: str, notation: str) -> Node:
        """Return a concept of one of our own lists."""
        node, is_new = self.shared(f"concept/{scheme}/{segment(notation)}", "skos:Concept")
        if is_new:
            node.say("skos:notation", notation)
        return node


def _text(node: Node, name: str, chinese: str, english: str = "") -> None:
    node.say(name, chinese, language=ZH)
    node.say(name, english, language="en")


def _both(node: Node, name: str, words: Mapping[str, str], word: str) -> None:
    _text(node, name, words.get(word, ""), words.get(f"{word}_en", ""))


def _entries(words: Mapping[str, str], word: str) -> Iterator[tuple[int, str, str]]:
    """Yield the entries of a list: place, Chinese, English."""
    chinese = words.get(word, "").split("\n") if words.get(word) else []
    english = words.get(f"{word}_en", "").split("\n")
    if len(english) != len(chinese):
        english = [""] * len(chinese)
    for place, (line, other) in enumerate(zip(chinese, english, strict=True), start=1):
        yield place, line, other


class _Service:
    """One service on its way into the graph."""

    def __init__(self, graph: _Graph, record: ServiceRecord) -> None:
        self._graph = graph
        self._record = record
        self._words = fields_of(record)
        self._path = f"service/{record.service_id}"
        self.node = graph.node(self._path, "cpsv:PublicService")

    def _part(self, name: str, kind: str, where: str, place: int) -> Node:
        part = self._graph.node(f"{self._path}/{where}/{place}", kind)
        part.say("dct:identifier", f"{self._record.service_id}/{where}/{place}")
        part.say("schema:position", str(place), datatype="xsd:integer")
        self.node.point(name, part)
        return part

    def _region(self) -> Node:
        record = self._record
        place, is_new = self._graph.shared(f"region/{segment(record.region_code)}", "dct:Location")
        if is_new:
            place.say("dct:identifier", record.region_code)
            _text(place, "skos:prefLabel", record.region_name.zh_hans, record.region_name.en)
        return place

    def write(self) -> None:
        """Add everything."""
        self._head()
        self._authority()
        self._lists()
        self._fees()
        self._channels()
        self._contact()
        self._added()

    def _head(self) -> None:
        node, words, graph = self.node, self._words, self._graph
        node.say("dct:identifier", words.get("item_code") or words["old_id"])
        known = graph.node(f"{self._path}/old-id", "adms:Identifier")
        known.say("skos:notation", words["old_id"])
        node.point("adms:identifier", known)
        _both(node, "dct:title", words, "title")
        if words.get("summary") or words.get("summary_en"):
            _both(node, "dct:description", words, "summary")
        else:
            _text(node, "dct:description", words.get("title", ""))
        node.say("dct:modified", words["updated_at"], datatype="xsd:date")
        node.point("adms:status", graph.concept("status", words["status"]))
        node.point("dct:type", graph.concept("item-type", words["item_type"]))
        node.point("dct:spatial", self._region())
        if words.get("topic"):
            node.point("cv:thematicArea", graph.concept("topic", words["topic"]))
        if words.get("basic_code"):
            node.point("cv:isClassifiedBy", graph.concept("basic-item", words["basic_code"]))
        audience = words["audience"]
        for one in ("person", "enterprise") if audience == "both" else (audience,):
            node.point("dct:audience", graph.concept("audience", one))
        if days := _CALENDAR.fullmatch(words.get("promised_days", "")):
            node.say("cv:processingTime", f"P{days[1]}D", datatype="xsd:duration")

    def _authority(self) -> None:
        record = self._record
        body, is_new = self._graph.shared(f"organisation/{segment(record.agency_uscc)}", "cv:PublicOrganisation")
        if is_new:
            body.say("dct:identifier", record.agency_uscc)
            _text(body, "skos:prefLabel", self._words["agency_name"], record.agency_name.en)
            body.point("dct:spatial", self._region())
        self.node.point("cv:hasCompetentAuthority", body)

    def _lists(self) -> None:
        words, graph = self._words, self._graph
        for place, chinese, english in _entries(words, "conditions"):
            part = self._part("cv:holdsRequirement", "cv:Requirement", "requirement", place)
            _text(part, "dct:title", chinese, english)
        for place, chinese, english in _entries(words, "materials"):
            name, grade, form, copies = chinese.split("|")
            part = self._part("cpsv:hasInput", "cv:Evidence", "evidence", place)
            _text(part, "dct:title", name, english)
            _text(part, "dct:description", form)
            part.point("dct:type", graph.concept("trust-grade", grade))
            part.say("schema:numberOfItems", copies, datatype="xsd:integer")
        for place, chinese, english in _entries(words, "steps"):
            part = self._part("cpsv:follows", "cpsv:Rule", "step", place)
            _text(part, "dct:title", chinese, english)
            _text(part, "dct:description", chinese, english)
        for place, chinese, _english in _entries(words, "legal_basis"):
            part = self._part("cv:hasLegalResource", "eli:LegalResource", "law", place)
            _text(part, "dct:title", chinese)
        if words.get("result_name") or words.get("result_name_en"):
            part = self._part("cpsv:produces", "cv:Output", "output", 1)
            _both(part, "dct:title", words, "result_name")

    def _fees(self) -> None:
        for place, line, _english in _entries(self._words, "fees"):
            cost = self._part("cv:hasCost", "cv:Cost", "cost", place)
            _text(cost, "dct:description", line)
            if amount := _AMOUNT.search(line):
                cost.say("cv:hasValue", amount[1], datatype="xsd:double")
                cost.point("cv:currency", self._graph.shared(CURRENCY, "skos:Concept")[0])

    def _channels(self) -> None:
        url = self._words.get("online_url", "")
        for place, kind, _english in _entries(self._words, "channels"):
            channel = self._part("cv:hasChannel", "cv:Channel", "channel", place)
            channel.point("dct:type", self._graph.concept("channel", kind))
            if kind in ("online", "app"):
                channel.say("schema:url", url, datatype="xsd:anyURI")

    def _contact(self) -> None:
        words = self._words
        names = ("office_name", "office_address", "office_hours")
        if not (words.get("phone") or any(words.get(name) or words.get(f"{name}_en") for name in names)):
            return
        contact = self._graph.node(f"{self._path}/contact", "cv:ContactPoint")
        self.node.point("cv:contactPoint", contact)
        contact.say("cv:telephone", words.get("phone", ""))
        if words.get("office_hours") or words.get("office_hours_en"):
            hours = self._graph.node(f"{self._path}/hours", "time:TemporalEntity")
            _both(hours, "dct:description", words, "office_hours")
            contact.point("cv:openingHours", hours)
        address = self._graph.node(f"{self._path}/address", "locn:Address")
        _both(address, "locn:locatorName", words, "office_name")
        _both(address, "locn:fullAddress", words, "office_address")
        address.say("geo:long", words.get("longitude", ""))
        address.say("geo:lat", words.get("latitude", ""))
        contact.point("locn:address", address)

    def _added(self) -> None:
        for word in ADDED:
            if value := self._words.get(word):
                added = self._graph.node(f"{self._path}/{word}", "schema:PropertyValue")
                added.values += [("schema:propertyID", Literal(word)), ("schema:value", Literal(value))]
                self.node.point("schema:additionalProperty", added)


def nodes_of(records: Iterable[ServiceRecord]) -> Iterator[Node]:
    """Yield the nodes of every record, a record's at a time."""
    graph = _Graph(settings.PORTAL_BASE_URL)
    for record in records:
        _Service(graph, record).write()
        yield from graph.take()


class CpsvApTurtle(StreamedExporter):
    """CPSV-AP as Turtle."""

    name = "cpsv_ap_turtle"
    label_zh = "CPSV-AP 3.2（Turtle）"
    label_en = "CPSV-AP 3.2 (Turtle)"
    media_type = "text/turtle"
    extension = "ttl"
    carries = CARRIED
    loses: ClassVar[tuple[Loss, ...]] = CPSV_LOSSES

    def parts(self, records: Iterable[ServiceRecord]) -> Iterator[bytes]:
        """Yield the document, a node at a time."""
        return turtle(nodes_of(records))


class CpsvApJsonLd(StreamedExporter):
    """CPSV-AP as JSON-LD."""

    name = "cpsv_ap_json_ld"
    label_zh = "CPSV-AP 3.2（JSON-LD）"
    label_en = "CPSV-AP 3.2 (JSON-LD)"
    media_type = "application/ld+json"
    extension = "jsonld"
    carries = CARRIED
    loses: ClassVar[tuple[Loss, ...]] = CPSV_LOSSES

    def parts(self, records: Iterable[ServiceRecord]) -> Iterator[bytes]:
        """Yield the document, a node at a time."""
        return json_ld(nodes_of(records))
