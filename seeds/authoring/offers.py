"""What one city offers: for every matter its own body, counter, days, visits, ways and conditions."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from seeds.authoring import choice
from seeds.authoring.agencies import city_agency, county_agencies
from seeds.authoring.directory import Item, Pair, Paper, items
from seeds.authoring.local_rules import conditions
from seeds.authoring.places import Agency, Centre, City, centres, cities

_FIRST_DAY = date(2021, 3, 1)
_LETTERS = "ABCDEFGH"
_COUNTY_PERCENT = 12
_ALWAYS = {("jinan", "housing_fund"), ("qingdao", "housing_fund")}

# Documents that authorities can look up for themselves, so that most counters no longer ask for them.
_SHARED = frozenset(
    (
        "居民身份证",
        "居民户口簿",
        "结婚证",
        "离婚证",
        "出生医学证明",
        "不动产权证书",
        "无房证明",
        "社会保障卡",
        "营业执照",
        "残疾人证",
        "居住证",
        "机动车行驶证",
        "机动车驾驶证",
        "退休证或退休审批表",
    )
)


@dataclass(frozen=True)
class Offer:
    city: City
    item: Item
    agency: Agency
    centre: Centre
    counter: Pair
    promised: int
    visits: int
    channels: tuple[str, ...]
    conditions: tuple[Pair, ...]
    papers: tuple[tuple[Paper, str, int], ...]
    steps: tuple[Pair, ...]
    effective_on: date
    updated_on: date

    @property
    def region(self) -> str:
        return self.agency.region

    @property
    def online(self) -> bool:
        return "online" in self.channels


def offers(slug: str, coverage: int, pace: int) -> list[Offer]:
    """The city's offers; `coverage` and `pace` (share of the legal term it takes) are in percent."""
    city = cities()[slug]
    found = []
    for item in items():
        kept = (slug, item.topic) in _ALWAYS or choice.chance(coverage, "offers", slug, item.code)
        if not kept:
            continue
        found.append(_offer(city, item, city_agency(slug, item.department), pace))
        if item.level == "4":
            found.extend(
                _offer(city, item, body, pace)
                for body in county_agencies(slug, item.department)
                if choice.chance(_COUNTY_PERCENT, "county", body.uscc, item.code)
            )
    return sorted(found, key=lambda offer: (offer.agency.uscc, choice.number(10_000, slug, offer.item.code)))


def _offer(city: City, item: Item, agency: Agency, pace: int) -> Offer:
    key = (city.slug, agency.uscc, item.code)
    channels = _channels(item, key)
    effective = _FIRST_DAY + timedelta(days=choice.number(1100, "effective", *key))
    return Offer(
        city=city,
        item=item,
        agency=agency,
        centre=_centre(city, item, agency),
        counter=_counter(item, key),
        promised=_promised(item, pace, key),
        visits=_visits(item, channels, key),
        channels=channels,
        conditions=conditions(city, item),
        papers=tuple(_paper(paper, key) for paper in item.papers),
        steps=(*item.steps, _collection(city, item, channels, key)),
        effective_on=effective,
        updated_on=effective + timedelta(days=30 + choice.number(500, "updated", *key)),
    )


def _promised(item: Item, pace: int, key: tuple[str, ...]) -> int:
    if item.at_once:
        return 0
    share = pace - 12 + choice.number(25, "pace", *key)
    return max(1, min(item.days, round(item.days * share / 100)))


def _visits(item: Item, channels: tuple[str, ...], key: tuple[str, ...]) -> int:
    if "online" in channels and item.scope == "online":
        return 0
    return 2 if item.days >= 20 and choice.chance(25, "visits", *key) else 1


def _channels(item: Item, key: tuple[str, ...]) -> tuple[str, ...]:
    ways = ["window"]
    if item.scope == "online":
        ways += ["online", "app"]
    elif item.scope in {"elsewhere", "joint"} or choice.chance(45, "online", *key):
        ways.append("online")
    for way, percent in (("mail", 20), ("terminal", 25), ("phone", 6)):
        if choice.chance(percent, way, *key):
            ways.append(way)
    return tuple(ways)


def _centre(city: City, item: Item, agency: Agency) -> Centre:
    halls = centres(city.slug)
    if agency.level == "4":
        own = [hall for hall in halls if hall.region == agency.region and "公积金" not in hall.name_zh]
        return own[0] if own else halls[0]
    word = {"housing_fund": "公积金", "exit_entry": "出入境", "real_estate": "不动产"}.get(item.topic)
    special = [hall for hall in halls if word and word in hall.name_zh]
    return special[0] if special else halls[0]


def _counter(item: Item, key: tuple[str, ...]) -> Pair:
    label = f"{choice.pick(_LETTERS, 'letter', key[0], item.department)}{1 + choice.number(28, 'counter', *key):02d}"
    if choice.chance(70, "general", key[0], item.department):
        return f"综合受理{label}窗口", f"general counter {label}"
    return f"{label}号窗口", f"counter {label}"


def _paper(paper: Paper, key: tuple[str, ...]) -> tuple[Paper, str, int]:
    if paper.zh in _SHARED and choice.chance(60, "shared", key[0], paper.zh):
        return paper, "电子证照免提交", 0
    form = {"A": "原件核验", "B": "原件", "C": "原件或扫描件", "D": "原件"}[paper.grade]
    return paper, form, 2 if choice.chance(12, "copies", *key, paper.zh) else 1


def _collection(city: City, item: Item, channels: tuple[str, ...], key: tuple[str, ...]) -> Pair:
    if "mail" in channels:
        return f"结果可免费邮寄到{city.zh}内的地址。", f"The result can be posted free of charge within {city.en}."
    if "online" in channels:
        return (
            f"在“爱山东”{city.zh}分厅“我的办件”查看进度和结果。",
            f"Follow progress and result under My cases in the {city.en} branch of the provincial app.",
        )
    return f"结果在{city.zh}原受理窗口领取。", f"Collect the result at the same counter in {city.en}."


def hours_text(centre: Centre) -> str:
    """Opening hours as a sentence, e.g. 周一至周五 09:00-12:00、13:00-17:00（法定节假日除外）."""
    spans: dict[str, list[str]] = {}
    for entry in json.loads(centre.hours):
        days = "周一至周五" if len(entry["days"]) == 5 else "周六"
        spans.setdefault(days, []).append(f"{entry['open']}-{entry['close']}")
    return "，".join(f"{days} {'、'.join(times)}" for days, times in spans.items()) + "（法定节假日除外）"
