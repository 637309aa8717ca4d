"""Conditions that a city adds to the province's own: texts in `local/`, figures in `figures.toml`."""

from functools import cache
from typing import Any

from seeds.authoring import paths
from seeds.authoring.agencies import city_agency
from seeds.authoring.directory import Item, Pair
from seeds.authoring.places import City, read_toml

_OVERLAP = 4  # characters in common from which two conditions count as one
_LEFT_TO_THE_CITY = ("当地规定", "缴存城市", "多数城市", "登记居住满半年")


@cache
def _rules() -> tuple[dict[str, Any], ...]:
    found: list[dict[str, Any]] = []
    for path in sorted((paths.AUTHORING / "local").glob("*.toml")):
        found.extend(read_toml(path)["rule"])
    return tuple(found)


@cache
def figures(slug: str) -> dict[str, Any]:
    """The placeholders of one city's texts."""
    raw = read_toml(paths.AUTHORING / "figures.toml")["city"][slug]
    filled = {key: value for key, value in raw.items() if not isinstance(value, list)}
    filled["heat_from"], filled["heat_to"] = raw["heating"]
    filled["heat_from_en"], filled["heat_to_en"] = raw["heating_en"]
    filled["enrol_from"], filled["enrol_to"] = raw["enrolment"]
    filled["enrol_from_en"], filled["enrol_to_en"] = raw["enrolment_en"]
    filled["fund"] = city_agency(slug, "housing_fund_center").name_zh
    filled["tax"] = city_agency(slug, "tax").name_zh
    return filled


def conditions(city: City, item: Item) -> tuple[Pair, ...]:
    """The province's conditions, less those that the city words itself, then the city's own."""
    own = local_conditions(city, item)
    words = "".join(zh for zh, _ in own).replace(city.zh, "")
    kept = ((_here(zh, city), en) for zh, en in item.conditions if not _said_again(zh, words))
    return (*kept, *own)


def _here(text: str, city: City) -> str:
    return text.replace("本地", city.zh).replace("本市", city.zh)


def _said_again(text: str, words: str) -> bool:
    if any(hint in text for hint in _LEFT_TO_THE_CITY):
        return True
    return any(text[start : start + _OVERLAP] in words for start in range(len(text) - _OVERLAP + 1))


def local_conditions(city: City, item: Item) -> tuple[Pair, ...]:
    """The city's own conditions: by the matter's name, else by its topic, then what only this city says."""
    named = [rule for rule in _rules() if "only" not in rule and any(word in item.zh for word in rule.get("names", ()))]
    general = [rule for rule in _rules() if "only" not in rule and rule.get("topic") == item.topic]
    special = [rule for rule in _rules() if city.slug in rule.get("only", ()) and rule.get("topic") == item.topic]
    words = {"city": city.zh, "City": city.en, **figures(city.slug)}
    chosen = (named or general)[:1] + special[:1]
    return tuple(
        (zh.format(**words), en.format(**words))
        for rule in chosen
        for zh, en in zip(rule["zh"], rule["en"], strict=True)
    )
