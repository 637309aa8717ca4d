"""The provincial basic directory under `seeds/catalog` is whole: what it names exists, in both languages, once."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2] / "seeds" / "catalog"
HAN = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
ITEM_KEYS = {
    "code", "name", "summary", "item_type", "audience", "department", "level", "statutory_days", "handling_kind",
    "handling_scope", "synonyms", "legal_basis", "conditions", "materials", "fees", "result",
}  # fmt: skip
MATERIAL_COLUMNS = ["code", "name_zh", "name_en", "source_zh", "source_en", "trust_grade"]
AUDIENCES = {"person", "enterprise", "both"}


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / name).read_text(encoding="utf-8"))


def items_by_topic() -> dict[str, list[dict[str, Any]]]:
    files = sorted((ROOT / "basic_items").glob("*.toml"))
    return {path.stem: read(f"basic_items/{path.name}")["item"] for path in files}


TOPICS: list[dict[str, Any]] = read("topics.toml")["topic"]
DEPARTMENTS = {row["code"]: row for row in read("departments.toml")["department"]}
STEP_LISTS = {row["code"]: row["steps"] for row in read("steps.toml")["step_list"]}
LIFE_EVENTS: list[dict[str, Any]] = read("life_events.toml")["life_event"]
BY_TOPIC = items_by_topic()
ITEMS = [item for items in BY_TOPIC.values() for item in items]
with (ROOT / "materials.csv").open(encoding="utf-8", newline="") as stream:
    READER = csv.DictReader(stream)
    MATERIALS = list(READER)


def texts(node: Any, where: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every localised text below `node`, with the place where it stands."""
    if isinstance(node, dict):
        if "zh-hans" in node or "en" in node:
            yield where, node
            return
        for key, value in node.items():
            yield from texts(value, f"{where}.{key}")
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from texts(value, f"{where}[{number}]")


def repeated(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_the_directory_holds_as_many_matters_as_promised() -> None:
    assert len(ITEMS) >= 165
    assert len(MATERIALS) >= 70
    assert 18 <= len(TOPICS) <= 22
    assert len(LIFE_EVENTS) >= 8
    assert sum("公积金" in item["name"]["zh-hans"] for item in ITEMS) >= 10


def test_codes_and_names_occur_once() -> None:
    assert repeated([item["code"] for item in ITEMS]) == []
    assert repeated([item["name"]["zh-hans"] for item in ITEMS]) == []
    assert repeated([item["name"]["en"] for item in ITEMS]) == []
    assert repeated([row["code"] for row in MATERIALS]) == []
    assert repeated([row["name_zh"] for row in MATERIALS]) == []
    assert repeated([row["code"] for row in TOPICS]) == []
    assert repeated([str(row["order"]) for row in TOPICS]) == []
    assert repeated([row["code"] for row in LIFE_EVENTS]) == []


def test_every_topic_has_one_file_of_matters() -> None:
    assert set(BY_TOPIC) == {topic["code"] for topic in TOPICS}
    assert [code for code, items in BY_TOPIC.items() if not items] == []


def test_a_topic_is_shown_to_the_audiences_of_its_matters() -> None:
    for topic in TOPICS:
        wanted = {"person", "enterprise"} if topic["audience"] == "both" else {topic["audience"]}
        assert topic["audience"] in AUDIENCES
        for item in BY_TOPIC[topic["code"]]:
            offered = {"person", "enterprise"} if item["audience"] == "both" else {item["audience"]}
            assert offered & wanted, (topic["code"], item["code"])


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["code"])
def test_an_item_is_complete(item: dict[str, Any]) -> None:
    ways = {"steps", "step_list"} & set(item)
    assert set(item) - ways == ITEM_KEYS
    assert len(ways) == 1
    assert item["item_type"] in {"01", "05", "07", "09", "10", "20"}
    assert item["audience"] in AUDIENCES
    assert item["level"] in {"3", "4"}
    assert item["handling_kind"] in {"at_once", "promised"}
    assert item["handling_scope"] in {"none", "online", "elsewhere", "joint"}
    assert item["result"]["type"] in {"certificate", "approval", "record", "payment", "none"}
    assert type(item["statutory_days"]) is int and 1 <= item["statutory_days"] <= 60
    assert 1 <= len(item["materials"]) <= 5
    assert 2 <= len(item["conditions"]) <= 4
    assert item["legal_basis"]
    assert 3 <= len(item["steps"] if "steps" in item else STEP_LISTS[item["step_list"]]) <= 4
    assert len(item["synonyms"]) == len(set(item["synonyms"])) >= 2
    assert all(type(fee["amount_fen"]) is int and fee["amount_fen"] > 0 for fee in item["fees"])


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["code"])
def test_an_item_code_agrees_with_its_type_and_department(item: dict[str, Any]) -> None:
    code, department = item["code"], DEPARTMENTS[item["department"]]
    assert re.fullmatch(r"(00|37)\d{10}", code)
    assert code[2:4] == item["item_type"]
    numbers = {row["number"] for row in DEPARTMENTS.values() if "number" in row}
    # the approval bureau takes matters over with the code of the department they came from
    assert code[4:6] in ({department["number"]} if "number" in department else numbers)


def test_what_is_named_exists() -> None:
    materials = {row["code"] for row in MATERIALS}
    codes = {item["code"] for item in ITEMS}
    assert {code for item in ITEMS for code in item["materials"]} - materials == set()
    assert {code for event in LIFE_EVENTS for code in event["items"]} - codes == set()
    for event in LIFE_EVENTS:
        assert len(event["items"]) >= 3 and repeated(event["items"]) == [], event["code"]
        assert event["audience"] in AUDIENCES


def test_nothing_stands_unused() -> None:
    assert {row["code"] for row in MATERIALS} - {code for item in ITEMS for code in item["materials"]} == set()
    assert set(STEP_LISTS) - {item.get("step_list") for item in ITEMS} == set()
    named = {item["department"] for item in ITEMS}
    numbers = {item["code"][4:6] for item in ITEMS}
    # a department that the approval bureau stands in for is present by its number only
    assert [code for code, row in DEPARTMENTS.items() if code not in named and row.get("number") not in numbers] == []


def test_every_text_stands_in_both_languages() -> None:
    everything = {
        "item": ITEMS,
        "topic": TOPICS,
        "department": list(DEPARTMENTS.values()),
        "steps": STEP_LISTS,
        "event": LIFE_EVENTS,
    }
    found = list(texts(everything, "seeds"))
    wrong = [
        where
        for where, text in found
        if set(text) != {"zh-hans", "en"}
        or not all(value.strip() == value and value for value in text.values())
        or not HAN.search(text["zh-hans"])
        or HAN.search(text["en"])
    ]
    assert wrong == []
    assert len(found) > len(ITEMS) * 6


def test_materials_have_both_languages_and_a_trust_grade() -> None:
    assert READER.fieldnames == MATERIAL_COLUMNS
    for row in MATERIALS:
        assert HAN.search(row["name_zh"]) and HAN.search(row["source_zh"]), row
        assert row["name_en"] and not HAN.search(row["name_en"]), row
        assert row["source_en"] and not HAN.search(row["source_en"]), row
        assert row["trust_grade"] in {"A", "B", "C", "D"}, row
