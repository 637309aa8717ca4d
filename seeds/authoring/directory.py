"""The basic directory as the authoring code reads it."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from seeds.authoring import paths
from seeds.authoring.places import read_csv, read_toml

Pair = tuple[str, str]


@dataclass(frozen=True)
class Paper:
    zh: str
    en: str
    grade: str


@dataclass(frozen=True)
class Item:
    code: str
    zh: str
    en: str
    summary: Pair
    item_type: str
    topic: str
    audience: str
    department: str
    level: str
    days: int
    at_once: bool
    scope: str
    synonyms: tuple[str, ...]
    legal: tuple[str, ...]
    conditions: tuple[Pair, ...]
    papers: tuple[Paper, ...]
    steps: tuple[Pair, ...]
    fees: tuple[tuple[str, int], ...]
    result: Pair


@cache
def items() -> tuple[Item, ...]:
    """All basic items, ordered by code."""
    papers = {row["code"]: Paper(row["name_zh"], row["name_en"], row["trust_grade"]) for row in _materials()}
    shared = _step_lists()
    found: list[Item] = []
    for path in sorted((paths.DIRECTORY / "basic_items").glob("*.toml")):
        found.extend(_item(path.stem, raw, papers, shared) for raw in read_toml(path)["item"])
    return tuple(sorted(found, key=lambda item: item.code))


@cache
def lone_synonyms() -> dict[str, tuple[str, ...]]:
    """Per item code the Chinese synonyms long enough, and claimed by no other item, to name the matter alone."""
    owners: dict[str, set[str]] = {}
    for item in items():
        for word in (item.zh, *item.synonyms):
            owners.setdefault(word, set()).add(item.code)
    return {
        item.code: tuple(
            word for word in item.synonyms if len(word) >= 5 and not word.isascii() and owners[word] == {item.code}
        )
        for item in items()
    }


def _materials() -> list[dict[str, str]]:
    return read_csv(paths.DIRECTORY / "materials.csv")


def _step_lists() -> dict[str, tuple[Pair, ...]]:
    path = paths.DIRECTORY / "steps.toml"
    if not path.exists():
        return {}
    return {entry["code"]: _pairs(entry["steps"]) for entry in read_toml(path)["step_list"]}


def _item(topic: str, raw: dict[str, Any], papers: dict[str, Paper], shared: dict[str, tuple[Pair, ...]]) -> Item:
    steps = _pairs(raw["steps"]) if "steps" in raw else shared.get(raw.get("step_list", ""), ())
    return Item(
        code=raw["code"],
        zh=raw["name"]["zh-hans"],
        en=raw["name"]["en"],
        summary=_pair(raw["summary"]) if "summary" in raw else (raw["name"]["zh-hans"], raw["name"]["en"]),
        item_type=raw["item_type"],
        topic=topic,
        audience=raw["audience"],
        department=raw["department"],
        level=raw["level"],
        days=int(raw["statutory_days"]),
        at_once=raw["handling_kind"] == "at_once",
        scope=raw["handling_scope"],
        synonyms=tuple(raw.get("synonyms", ())),
        legal=tuple(_law(law) for law in raw.get("legal_basis", ())),
        conditions=_pairs(raw.get("conditions", ())),
        papers=tuple(papers[code] for code in raw.get("materials", ())),
        steps=steps,
        fees=tuple((fee["name"]["zh-hans"], int(fee["amount_fen"])) for fee in raw.get("fees", ())),
        result=_pair(raw["result"]["name"]) if "result" in raw else ("办理结果", "Result"),
    )


def _law(raw: dict[str, Any]) -> str:
    article = raw["article"]["zh-hans"] if "article" in raw else ""
    return f"《{raw['title']['zh-hans'].strip('《》')}》{article}"


def _pair(raw: dict[str, str]) -> Pair:
    return raw["zh-hans"], raw["en"]


def _pairs(raw: Any) -> tuple[Pair, ...]:
    return tuple(_pair(text) for text in raw)
