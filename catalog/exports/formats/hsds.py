"""HSDS 3 of Open Referral: one compilation of services, each nested with all that belongs to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, ClassVar, Final
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from catalog.content import Fee
from catalog.exports.exporter import StreamedExporter
from catalog.exports.fields import LOSSES, WORDS, carried, fields_of
from catalog.exports.losses import Loss
from catalog.exports.records import ServiceRecord
from cities.adapters.hsds.words import CATALOGUE_TAXONOMY, PLACES, USCC, VERSION, word_of

Nested = dict[str, Any]
NAMESPACE: Final = uuid5(NAMESPACE_URL, CATALOGUE_TAXONOMY)
# Between the numbers of one text.
BETWEEN_PHONES: Final = "、"
# HSDS asks for a URI (RFC 3986); an address with other signs in it stands among the attributes.
URI: Final = re.compile(r"https?://(?:[\w.~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-F]{2})+", re.ASCII | re.IGNORECASE)
_encoder: Final = msgspec.json.Encoder()


class Hsds(StreamedExporter):
    """Carries every word of ours: what HSDS has no place for goes into attributes of a taxonomy of our own."""

    name = "hsds"
    label_zh = "Open Referral HSDS 3（JSON）"
    label_en = "Open Referral HSDS 3 (JSON)"
    media_type = "application/json"
    extension = "json"
    carries = WORDS
    loses: ClassVar[tuple[Loss, ...]] = LOSSES

    def parts(self, records: Iterable[ServiceRecord]) -> Iterator[bytes]:
        """Yield the beginning, each service, and the end."""
        yield b'{"version":%b,"services":[' % _encoder.encode(VERSION)
        for number, record in enumerate(records):
            yield b",\n" if number else b"\n"
            yield _encoder.encode(service_of(record))
        yield b"\n]}\n"


def service_of(record: ServiceRecord) -> Nested:
    """Return the service of HSDS 3 that says what the record says, as far as our words can."""
    fields = fields_of(record)
    content = carried(record).content
    key = record.service_id
    service: Nested = {
        "id": str(key),
        "name": fields.get("title", ""),
        "status": "active",
        "last_modified": record.published_at.isoformat(timespec="milliseconds"),
        "organization": _organization(record, fields),
        "service_areas": [{"id": _id(key, "area"), "name": record.region_name.zh_hans}],
    }
    for name, word in (
        *(("description", "summary"), ("eligibility_description", "conditions")),
        *(("application_process", "steps"), ("fees_description", "fees")),
    ):
        if text := fields.get(word):
            service[name] = text
    if URI.fullmatch(url := fields.get("online_url", "")):
        service["url"] = url
    numbers = [number for number in fields.get("phone", "").split(BETWEEN_PHONES) if number]
    service["phones"] = [
        {"id": _id(key, f"phone {place}"), "number": number, "type": "voice"} for place, number in enumerate(numbers)
    ]
    service["required_documents"] = [
        {"id": _id(key, f"document {place}"), "document": need.name.zh_hans}
        for place, need in enumerate(content.materials)
    ]
    service["cost_options"] = [_cost(_id(key, f"cost {place}"), fee) for place, fee in enumerate(content.fees)]
    service["service_at_locations"] = [_office(key, fields)] if content.offices else []
    service["attributes"] = _attributes(key, service, fields)
    return {name: value for name, value in service.items() if value != []}


def _id(key: UUID, what: str) -> str:
    return str(uuid5(key, what))


def _organization(record: ServiceRecord, fields: dict[str, str]) -> Nested:
    key = uuid5(NAMESPACE, record.agency_uscc)
    name = fields.get("agency_name", "")
    identifier = {"id": _id(key, USCC), "identifier_type": USCC, "identifier": record.agency_uscc}
    return {
        "id": str(key),
        "name": name,
        "description": record.agency_name.en or name,
        "organization_identifiers": [identifier],
    }


def _cost(key: str, fee: Fee) -> Nested:
    cost: Nested = {"id": key, "option": fee.name.zh_hans}
    return cost if fee.amount_fen is None else {**cost, "currency": "CNY", "amount": fee.amount_fen / 100}


def _office(key: UUID, fields: dict[str, str]) -> Nested:
    """Return the link to the place where the service is given; an address of ours is one line."""
    place: Nested = {
        "id": _id(key, "location"),
        "location_type": "physical",
        "name": fields.get("office_name", ""),
    }
    for name in ("longitude", "latitude"):
        if name in fields:
            place[name] = float(fields[name])
    if address := fields.get("office_address"):
        missing = dict.fromkeys(("city", "state_province", "postal_code"), "")
        told = {"id": _id(key, "address"), "address_1": address, "country": "CN", "address_type": "physical"}
        place["addresses"] = [{**told, **missing}]
    if hours := fields.get("office_hours"):
        place["schedules"] = [{"id": _id(key, "schedule"), "description": hours}]
    return {"id": _id(key, "office"), "location": place}


def _attributes(key: UUID, service: Nested, fields: dict[str, str]) -> list[Nested]:
    """Return what the service does not say yet, or says otherwise, of our words; one it should not say is empty."""
    found = []
    for word in sorted({*fields, *PLACES} - {"status"}):
        text = fields.get(word, "")
        if word_of(service, {}, word) != text:
            term = _term(word)
            link = {"id": _id(key, f"word {word}"), "link_id": str(key), "link_entity": "service"}
            found.append({**link, "taxonomy_term_id": term["id"], "value": text, "taxonomy_term": term})
    return found


@cache
def _term(word: str) -> Nested:
    return {
        "id": str(uuid5(NAMESPACE, f"term {word}")),
        "code": word,
        "name": word,
        "description": f"A word of a catalogue row: {word}",
        "taxonomy": CATALOGUE_TAXONOMY,
    }
