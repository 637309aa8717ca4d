"""A service of HSDS 3, nested with all that belongs to it, in the words of a catalogue row.

What HSDS has a place for is read there. What it has none for stands in an attribute of the service: a term of the
taxonomy ``CATALOGUE_TAXONOMY`` whose code is our word, and its value; such an attribute goes before the place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from cities.adapters.base import CATALOGUE_FIELDS
from cities.adapters.jsontext.values import as_text, dig

VERSION: Final = "3.2"
CATALOGUE_TAXONOMY: Final = "urn:services-portal:catalogue-row"
# A credit code of GB 32100 among an organisation's identifiers.
USCC: Final = "uscc"
DAYS: Final = {"MO": "Mon", "TU": "Tue", "WE": "Wed", "TH": "Thu", "FR": "Fri", "SA": "Sat", "SU": "Sun"}
MOST_PHONES: Final = 5
MOST_HOURS: Final = 21
NOT_FOR_CALLS: Final = frozenset({"fax", "text", "sms", "pager", "tty", "textphone", "video"})
Nested = Mapping[str, Any]


def members(value: Any, name: str) -> Iterator[Nested]:
    """Yield the objects of a list within an object; nothing of another shape."""
    found = value.get(name) if isinstance(value, Mapping) else None
    for member in found if isinstance(found, list) else ():
        if isinstance(member, Mapping):
            yield member


def part(value: Any, name: str) -> Nested:
    """Return an object within an object, or an empty one."""
    found = value.get(name) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def own_words(service: Nested) -> dict[str, str]:
    """Return what the attributes of our own taxonomy say."""
    words: dict[str, str] = {}
    for attribute in members(service, "attributes"):
        term = part(attribute, "taxonomy_term")
        code = term.get("code")
        if term.get("taxonomy") == CATALOGUE_TAXONOMY and isinstance(code, str) and code in CATALOGUE_FIELDS:
            words.setdefault(code, as_text(attribute.get("value")))
    return words


def _line(value: Any) -> str:
    return " ".join(as_text(value).split())


def _office(service: Nested) -> Nested:
    """Return the link to the first location, which is where the service is given."""
    return next(members(service, "service_at_locations"), {})


def _place(service: Nested) -> Nested:
    return part(_office(service), "location")


def _materials(service: Nested) -> str:
    lines = (_line(each.get("document")) for each in members(service, "required_documents"))
    return "\n".join(line for line in lines if line)


def _fees(service: Nested) -> str:
    told = as_text(service.get("fees_description")) or as_text(service.get("fees"))
    return told or "\n".join(line for each in members(service, "cost_options") if (line := _cost(each)))


def _cost(cost: Nested) -> str:
    parts = (cost.get(name) for name in ("option", "amount", "currency", "amount_description"))
    return " ".join(text for value in parts if (text := _line(value)))


def _agency_code(service: Nested) -> str:
    for each in members(part(service, "organization"), "organization_identifiers"):
        if as_text(each.get("identifier_type")).strip().lower() == USCC:
            return as_text(each.get("identifier"))
    return ""


def _address(service: Nested) -> str:
    address = next(members(_place(service), "addresses"), {})
    names = ("address_1", "address_2", "city", "region")
    parts = [as_text(address.get(name)) for name in names]
    parts.append(" ".join(text for name in ("state_province", "postal_code") if (text := as_text(address.get(name)))))
    # A second line often stands at the end of the first already.
    return ", ".join(text for place, text in enumerate(parts) if text and not (place == 1 and parts[0].endswith(text)))


def _hours(service: Nested) -> str:
    office = _office(service)
    for holder in (office, service, part(office, "location")):
        told = [text for each in members(holder, "schedules") if (text := _opening(each))]
        if told:
            return "; ".join(told[:MOST_HOURS])
    return ""


def _opening(schedule: Nested) -> str:
    if told := as_text(schedule.get("description")):
        return told
    days = ", ".join(DAYS.get(day.strip(), day.strip()) for day in as_text(schedule.get("byday")).split(","))
    opens, closes = as_text(schedule.get("opens_at")), as_text(schedule.get("closes_at"))
    return f"{days} {opens}-{closes}".strip() if opens and closes else ""


def _phone(service: Nested) -> str:
    office = _office(service)
    for holder in (office, service, part(office, "location"), part(service, "organization")):
        numbers = [text for each in members(holder, "phones") if (text := _number(each))]
        if numbers:
            return "、".join(list(dict.fromkeys(numbers))[:MOST_PHONES])
    return ""


def _number(phone: Nested) -> str:
    number, extension = _line(phone.get("number")), _line(phone.get("extension"))
    if not number or as_text(phone.get("type")).lower() in NOT_FOR_CALLS:
        return ""
    return f"{number} ext. {extension}" if extension else number


def _at(path: str) -> Callable[[Nested], str]:
    return lambda service: as_text(dig(service, path))


# Our word → where HSDS has it.
PLACES: Final[Mapping[str, Callable[[Nested], str]]] = {
    "old_id": _at("id"),
    "title": _at("name"),
    "summary": _at("description"),
    "status": _at("status"),
    "conditions": _at("eligibility_description"),
    "materials": _materials,
    "steps": _at("application_process"),
    "fees": _fees,
    "agency_code": _agency_code,
    "agency_name": _at("organization.name"),
    "online_url": _at("url"),
    "office_name": lambda service: as_text(_place(service).get("name")),
    "office_address": _address,
    "office_hours": _hours,
    "phone": _phone,
    "longitude": lambda service: as_text(_place(service).get("longitude")),
    "latitude": lambda service: as_text(_place(service).get("latitude")),
    "updated_at": _at("last_modified"),
}


def word_of(service: Nested, own: Mapping[str, str], word: str) -> str:
    """Return what the service says under one of our words, in its own spelling; empty where it says nothing."""
    if word in own:
        return own[word]
    place = PLACES.get(word)
    return place(service) if place is not None else ""
