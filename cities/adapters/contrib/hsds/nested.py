"""What is wrong with a service of HSDS 3 and all that is nested in it, as its schema and its references have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from cities.adapters.contrib.hsds.judging import MALFORMED_VALUE, NO_PARENT, UNKNOWN_PARENT, Problem, judge_row
from cities.adapters.contrib.hsds.tables import STATUSES, Table
from cities.adapters.hsds.words import members, part
from cities.adapters.jsontext.values import as_text

_HOURS: Final = {"valid_from": "date", "valid_to": "date"}
_SHAPES: Final = (
    Table("service", (), ("id", "name", "status"), kinds={"email": "email", "url": "url"}, words={"status": STATUSES}),
    Table("organization", (), ("id", "name", "description"), kinds={"email": "email", "website": "url"}),
    Table("program", (), ("id", "name", "description")),
    Table("service_at_location", (), ("id",)),
    Table(
        "location",
        (),
        ("id", "location_type"),
        kinds={"latitude": "latitude", "longitude": "longitude", "url": "url"},
        words={"location_type": frozenset({"physical", "postal", "virtual"})},
    ),
    Table(
        "address",
        (),
        ("id", "address_1", "city", "state_province", "postal_code", "country", "address_type"),
        kinds={"postal_code": "postal_code", "state_province": "state", "country": "country"},
    ),
    Table("phone", (), ("id", "number"), kinds={"number": "phone"}),
    Table("contact", (), ("id",), kinds={"email": "email"}),
    Table("schedule", (), ("id",), kinds=_HOURS),
    Table("required_document", (), ("id",), kinds={"uri": "url"}),
    Table("cost_option", (), ("id",), kinds=_HOURS),
)
SHAPES: Final = {shape.name: shape for shape in _SHAPES}
# What an object holds: under which name, of which shape, and whether in a list.
_COMMON: Final = (("phones", "phone"), ("schedules", "schedule"), ("contacts", "contact"))
HELD: Final = {
    "service": (*_COMMON, ("service_at_locations", "service_at_location"), *(
        (f"{name}s", name) for name in ("required_document", "cost_option")
    )),
    "organization": (("phones", "phone"), ("contacts", "contact")),
    "service_at_location": _COMMON,
    "location": (*_COMMON, ("addresses", "address")),
    "contact": (("phones", "phone"),),
}  # fmt: skip
HELD_ALONE: Final = {"service": ("organization", "program"), "service_at_location": ("location",)}


@dataclass(frozen=True, slots=True)
class Within:
    """A problem and where it stands: a dotted path within the service, empty for the service itself."""

    path: str
    problem: Problem


def judge_service(service: dict[str, Any], country: str, most: int) -> Iterator[Within]:
    """Yield what is wrong with the service and, up to ``most`` of each kind in each list, with what it holds."""
    yield from _judge("service", "", service, country, most)
    if not part(service, "organization"):
        yield Within("", Problem("service", 0, NO_PARENT, "organization", as_text(service.get("organization_id"))))
    yield from _links(service)


def _judge(name: str, path: str, value: Any, country: str, most: int) -> Iterator[Within]:
    shape = SHAPES[name]
    told = {*shape.filled, *shape.kinds, *shape.words, "country", "country_prefix"}
    cells = {column: as_text(value.get(column)) for column in told if column in value}
    for problem in judge_row(shape, 0, cells, country):
        # A line of the address that is empty but there is what the schema asks for.
        if (
            problem.code != "source.missing_value"
            or not isinstance(value.get(problem.column), str)
            or name == "service"
        ):
            yield Within(path, problem)
    for alone in HELD_ALONE.get(name, ()):
        held = value.get(alone)
        if isinstance(held, dict):
            yield from _judge(alone, f"{path}.{alone}".lstrip("."), held, country, most)
        elif held is not None:
            yield Within(path, Problem(name, 0, MALFORMED_VALUE, alone, type(held).__name__))
    for plural, single in HELD.get(name, ()):
        held = value.get(plural)
        if held is not None and not isinstance(held, list):
            yield Within(path, Problem(name, 0, MALFORMED_VALUE, plural, type(held).__name__))
        for number, each in enumerate(members(value, plural)):
            if number >= most:
                break
            yield from _judge(single, f"{path}.{plural}".lstrip("."), each, country, most)


def _links(service: dict[str, Any]) -> Iterator[Within]:
    """Yield each key that names another object than the one that is nested there."""
    own = as_text(service.get("id"))
    for name in ("organization", "program"):
        yield from _same(service, f"{name}_id", as_text(part(service, name).get("id")), "")
    for office in members(service, "service_at_locations"):
        path = "service_at_locations"
        yield from _same(office, "service_id", own, path)
        yield from _same(office, "location_id", as_text(part(office, "location").get("id")), path)


def _same(value: Any, column: str, key: str, path: str) -> Iterator[Within]:
    told = as_text(value.get(column))
    if told and key and told != key:
        yield Within(path, Problem("service", 0, UNKNOWN_PARENT, column, f"{told} ≠ {key}"))
