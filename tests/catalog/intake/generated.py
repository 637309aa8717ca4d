"""A city made for a test: its manifest, its agencies, a basic directory, and catalogues of any length."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from stdnum.cn import uscc

from catalog.models import BasicItem, Topic
from catalog.search import write_vectors
from cities.manifests import load_file
from cities.models import Agency, City
from cities.services import city_register
from services_portal.kernel.actor import SYSTEM

PREFIX = "3799"
WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
COLUMNS = [
    "old_id", "item_code", "title", "title_en", "status", "item_type", "audience", "agency_code", "agency_name",
    "region_code", "statutory_days", "promised_days", "visits", "handling_kind", "handling_scope", "online_url",
    "channels", "conditions", "conditions_en", "materials", "materials_en", "steps", "steps_en", "fees", "legal_basis",
    "result_name", "office_name", "office_name_en", "office_address", "office_address_en", "office_hours", "phone",
    "complaint_phone", "longitude", "latitude", "effective_on", "updated_at",
]  # fmt: skip


def manifest_text(slug: str, *, prefix: str = PREFIX, catalogue: str = "", columns: Iterable[str] = COLUMNS) -> str:
    """Return a manifest whose columns bear our own words."""
    lines = "\n".join(f'{column} = "{column}"' for column in columns)
    return f"""slug = "{slug}"
order = 90
[name]
zh-hans = "试城市"
en = "Testing"
[region]
code = "{prefix}00000000"
name = {{ zh-hans = "试城市", en = "Testing" }}
level = "city"
[adapter]
name = "tabular_file"
[adapter.options]
path = "{slug}.csv"
format = "csv"
encoding = "utf-8"
delimiter = ","
header_row = 1
list_separator = "；"
[adapter.options.columns]
{lines}
[catalogue]
date_formats = ["%Y-%m-%d"]
{catalogue}
"""


def make_city(folder: Path, slug: str = "testing", **options: Any) -> City:
    """Write the manifest into ``folder`` (a member of PORTAL_CITY_DIRS) and register the city."""
    path = folder / f"{slug}.toml"
    path.write_text(manifest_text(slug, **options), encoding="utf-8")
    return city_register(manifest=load_file(path), actor=SYSTEM)


def credit_code(number: int, prefix: str = PREFIX) -> str:
    """Return a valid unified social credit code for the ``number``-th agency."""
    body = f"TB{number:06d}"
    total = sum(w * (int(c) if c.isdigit() else ord(c) - 55) for w, c in zip(WEIGHTS, body, strict=True))
    check = 11 - total % 11
    first = f"11{prefix}00{body}" + ("X" if check == 10 else "0" if check == 11 else str(check))
    return first + uscc.calc_check_digit(first)


def make_agencies(city: City, count: int) -> list[Agency]:
    """Register ``count`` agencies of the city."""
    return Agency.objects.bulk_create(
        Agency(
            uscc=credit_code(number, city.region.code[:4]),
            name={"zh-hans": f"试城市第{number}局"},
            level="3",
            region=city.region,
            city=city,
        )
        for number in range(count)
    )


def make_items(count: int) -> list[BasicItem]:
    """Add ``count`` matters to the basic directory."""
    topic, _ = Topic.objects.get_or_create(code="testing", defaults={"name": {"zh-hans": "试验"}, "audience": "both"})
    items = BasicItem.objects.bulk_create(
        BasicItem(
            code=f"372099{number:06d}",
            title={"zh-hans": f"第{number}号事项办理", "en": f"Matter {number}"},
            item_type="20",
            topic=topic,
            for_person=True,
            for_enterprise=True,
        )
        for number in range(count)
    )
    write_vectors(items)
    return items


def row(number: int, agency: Agency, item: BasicItem, **changes: str) -> dict[str, str]:
    """Return a source row of the length that real ones have."""
    title = item.title["zh-hans"]
    values = {
        "old_id": f"T-{number:07d}",
        "item_code": f"{agency.uscc}3{item.code}",
        "title": title,
        "title_en": item.title.get("en", ""),
        "status": "on",
        "item_type": "20",
        "audience": "person",
        "agency_code": agency.uscc,
        "agency_name": agency.name["zh-hans"],
        "region_code": "",
        "statutory_days": "20个工作日",
        "promised_days": f"{1 + number % 20}个工作日",
        "visits": "1",
        "handling_kind": "promised",
        "handling_scope": "none",
        "online_url": f"https://app.testing.example/item?id={number}",
        "channels": "window；online",
        "conditions": f"年满十八周岁，具有本市户籍或者居住证。；材料真实有效，第{number}号。；没有不予办理的情形。",
        "conditions_en": f"You are eighteen and live here.；Your papers are true, number {number}.；Nothing bars it.",
        "materials": "居民身份证|A|原件核验|1；申请表|D|原件|1；近期免冠证件照|C|电子|2",
        "materials_en": "Resident identity card；Application form；Recent photograph",
        "steps": "网上预约或者到窗口取号。；窗口受理并核验材料。；审核后作出决定。；领取结果或者邮寄送达。",
        "steps_en": "Book online or take a number.；The counter checks what you bring.；It is decided.；Collect it.",
        "fees": "不收费",
        "legal_basis": "《中华人民共和国行政许可法》第十二条；《政务服务事项基本目录》",
        "result_name": f"{title}决定书",
        "office_name": f"试城市政务服务中心{number % 60}号窗口",
        "office_name_en": f"Testing service centre, counter {number % 60}",
        "office_address": f"试城市中心区人民路{1 + number % 300}号",
        "office_address_en": f"{1 + number % 300} Renmin Road, Testing",
        "office_hours": "周一至周五 09:00-12:00、13:00-17:00（法定节假日除外）",
        "phone": "0531-12345",
        "complaint_phone": "12345",
        "longitude": "117.000923",
        "latitude": "36.675807",
        "effective_on": "2023-01-14",
        "updated_at": "2023-12-12",
    }  # fmt: skip
    return {**values, **changes}


def rows(
    agencies: list[Agency], items: list[BasicItem], count: int, change: Callable[[int], dict[str, str]] | None = None
) -> Iterator[dict[str, str]]:
    """Yield ``count`` rows, each for another pair of agency and matter. Raises ValueError when there are too few."""
    if count > len(agencies) * len(items):
        raise ValueError("too few agencies and matters")
    for number in range(count):
        agency, item = agencies[number // len(items)], items[number % len(items)]
        yield row(number, agency, item, **(change(number) if change else {}))


def write_csv(path: Path, members: Iterable[Mapping[str, str]], columns: list[str] | None = None) -> Path:
    """Write rows as the adapter of the made city reads them."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns or COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(members)
    path.write_text(stream.getvalue(), encoding="utf-8", newline="")
    return path
