"""A small registry made of real rows: two cities, agencies with valid codes, matters, services."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

import msgspec

from catalog.content import ServiceContent
from catalog.models import BasicItem, Service, Topic
from catalog.publishing.rebuild import rebuild_items
from catalog.search import write_vectors
from catalog.services import (
    BulkEntry,
    service_create,
    service_publish,
    service_submit,
    services_publish_bulk,
)
from cities.models import Agency, City, Region
from seeds.authoring.codes import demonstration_uscc
from services_portal.kernel.actor import SYSTEM, Actor, Grant

_serial = count(1)
CITIES = {"jinan": ("370100", "济南市", "Jinan"), "qingdao": ("370200", "青岛市", "Qingdao")}


def make_city(slug: str = "jinan") -> City:
    """Return the city, made with its region when it is not there yet."""
    if found := City.objects.filter(slug=slug).first():
        return found
    code, chinese, english = CITIES[slug]
    name = {"zh-hans": chinese, "en": english}
    region = Region.objects.create(code=f"{code}000000", name=name, level="city", valid_from=date(1949, 10, 1))
    return City.objects.create(slug=slug, region=region, name=name, order=len(CITIES), adapter="tabular_file")


def make_agency(city: City | None = None, *, level: str = "3", county: str | None = None, **facts: Any) -> Agency:
    """Make an agency of a city, or of one of its counties (six digits)."""
    city = city or make_city()
    region = city.region
    if county:
        region, _made = Region.objects.get_or_create(
            code=f"{county}000000",
            defaults={
                "name": {"zh-hans": f"区{county}", "en": f"District {county}"},
                "level": "county",
                "valid_from": date(1949, 10, 1),
                "parent": city.region,
            },
        )
    number = next(_serial)
    facts.setdefault("name", {"zh-hans": f"{city.name['zh-hans']}第{number}局", "en": f"Bureau {number}"})
    uscc = demonstration_uscc("11", region.code[:6], f"{number:06d}")
    return Agency.objects.create(uscc=uscc, level=level, region=region, city=city, phone="0531-12345", **facts)


def make_topic(code: str = "housing_fund", order: int = 10) -> Topic:
    """Return the topic, made when it is not there yet."""
    names = {"housing_fund": ("住房公积金", "Housing fund"), "birth": ("生育收养", "Birth")}
    chinese, english = names.get(code, (code, code))
    found, _made = Topic.objects.get_or_create(
        code=code, defaults={"name": {"zh-hans": chinese, "en": english}, "order": order}
    )
    return found


def make_item(code: str = "002017170005", title: str = "购房提取住房公积金", **facts: Any) -> BasicItem:
    """Make a matter with its search vector and documents."""
    english = facts.pop("english", "Housing fund withdrawal for buying a home")
    facts.setdefault("topic", make_topic())
    item = BasicItem.objects.create(
        code=code, title={"zh-hans": title, "en": english}, item_type="20", statutory_days=20, **facts
    )
    write_vectors([item])
    rebuild_items([item.pk])
    return item


def make_content(**changes: Any) -> ServiceContent:
    """Return a complete content; ``changes`` are in its JSON shape."""
    values: dict[str, Any] = {
        "title": {"zh-hans": "购房提取住房公积金", "en": "Housing fund withdrawal for buying a home"},
        "summary": {"zh-hans": "买房可以提取。", "en": "For buying a home."},
        "conditions": [{"zh-hans": "在本市购房。", "en": "Bought a home in this city."}],
        "materials": [{"name": {"zh-hans": "身份证", "en": "Identity card"}, "code": "id_card", "grade": "A"}],
        "steps": [{"zh-hans": "申请"}, {"zh-hans": "办结"}],
        "channels": [{"kind": "online", "url": "https://zwfw.jinan.example/1"}, {"kind": "window"}],
        "offices": [{"name": {"zh-hans": "市民中心", "en": "Civic centre"}, "address": {"zh-hans": "站前路9号"}}],
        "result": {"kind": "record", "name": {"zh-hans": "回执", "en": "Receipt"}},
        "statutory_days": 20,
        "promised_days": 3,
        "visits": 0,
        **changes,
    }
    return msgspec.convert(values, ServiceContent)


def make_entry(item: BasicItem, agency: Agency, **changes: Any) -> BulkEntry:
    """Return what an intake hands over for one service."""
    code = f"{agency.uscc}{agency.level}{item.code}"
    content = make_content(**changes)
    return BulkEntry(content, item.pk, agency.pk, agency.region_id, agency.city_id, agency.level, code)


def make_published(item: BasicItem | None = None, agency: Agency | None = None, **changes: Any) -> Service:
    """Make a service that is public."""
    entry = make_entry(item or make_item(), agency or make_agency(), **changes)
    [result] = services_publish_bulk(actor=SYSTEM, entries=[entry])
    return Service.objects.get(pk=result.service_id)


def make_submitted(item: BasicItem | None = None, agency: Agency | None = None, **changes: Any) -> Service:
    """Make a service whose draft waits for a reviewer."""
    service = service_create(
        actor=SYSTEM,
        basic_item_id=(item or make_item()).pk,
        agency_id=(agency or make_agency()).pk,
        content=make_content(**changes),
    )
    return service_submit(actor=SYSTEM, service_id=service.pk)


def publish_again(service: Service) -> Service:
    """Publish the draft in review of a service."""
    service_publish(actor=SYSTEM, service_id=service.pk)
    service.refresh_from_db()
    return service


def clerk(agency: Agency, *scopes: str) -> Actor:
    """Return a clerk who holds ``scopes`` in the agency."""
    return Actor(type="user", id=f"clerk-{agency.pk}"[:64], grants=frozenset(Grant(s, agency.realm) for s in scopes))
