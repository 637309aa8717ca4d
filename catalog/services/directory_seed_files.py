"""Reading the provincial directory from its seed files (`seeds/catalog/README.md` describes them)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from catalog.content import Fee, HandlingKind, HandlingScope, LegalBasis, MaterialNeed, ServiceResult, Text, TrustGrade
from cities.services.seed_files import bad_seed, read_table, read_toml
from services_portal.kernel.text import localized

MATERIAL_COLUMNS = frozenset({"code", "name_zh", "name_en", "source_zh", "source_en", "trust_grade"})


class ServiceResultSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the applicant gets, as it is written."""

    type: str
    name: Text = Text()


class ItemSeed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One `[[item]]` as it is written."""

    code: str
    name: Text
    item_type: str
    audience: str
    department: str
    level: str
    statutory_days: int
    handling_kind: HandlingKind
    handling_scope: HandlingScope
    result: ServiceResultSeed
    summary: Text = Text()
    synonyms: tuple[str, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    conditions: tuple[Text, ...] = ()
    materials: tuple[str, ...] = ()
    steps: tuple[Text, ...] = ()
    step_list: str = ""
    fees: tuple[Fee, ...] = ()


@dataclass(frozen=True)
class DirectorySeeds:
    """Everything under `seeds/catalog`, as rows keyed by code; ``items`` carry their topic's code."""

    topics: dict[str, dict[str, Any]]
    materials: dict[str, dict[str, Any]]
    items: dict[str, dict[str, Any]]
    life_events: dict[str, dict[str, Any]]


def read_directory(folder: Path) -> DirectorySeeds:
    """Return the seeds of the directory. Raises DomainError ``bad_seed`` naming file and place."""
    topics = {row["code"]: row for row in read_toml(folder / "topics.toml")["topic"]}
    materials = {
        row["code"]: {
            "code": row["code"],
            "name": localized(row["name_zh"], row["name_en"]),
            "source": localized(row["source_zh"], row["source_en"]),
            "trust_grade": row["trust_grade"],
        }
        for _line, row in read_table(folder / "materials.csv", MATERIAL_COLUMNS)
    }
    steps = {
        row["code"]: msgspec.convert(row["steps"], tuple[Text, ...])
        for row in read_toml(folder / "steps.toml")["step_list"]
    }
    items: dict[str, dict[str, Any]] = {}
    for path in sorted((folder / "basic_items").glob("*.toml")):
        if path.stem not in topics:
            raise bad_seed(path, None, f"no topic {path.stem}")
        for raw in read_toml(path)["item"]:
            row = _item(path, raw, materials, steps)
            if row["code"] in items:
                raise bad_seed(path, None, f"item {row['code']} stands twice")
            items[row["code"]] = {**row, "topic": path.stem}
    life_events = {row["code"]: row for row in read_toml(folder / "life_events.toml")["life_event"]}
    for code, event in life_events.items():
        if missing := [item for item in event["items"] if item not in items]:
            raise bad_seed(folder / "life_events.toml", None, f"{code}: no item {', '.join(missing)}")
    return DirectorySeeds(topics, materials, items, life_events)


def _item(
    path: Path, raw: dict[str, Any], materials: dict[str, dict[str, Any]], lists: dict[str, tuple[Text, ...]]
) -> dict[str, Any]:
    try:
        seed = msgspec.convert(raw, ItemSeed)
        needs = tuple(
            MaterialNeed(
                code=code,
                name=msgspec.convert(materials[code]["name"], Text),
                grade=TrustGrade(materials[code]["trust_grade"]),
            )
            for code in seed.materials
        )
        steps = seed.steps or lists[seed.step_list]
    except msgspec.ValidationError as error:
        raise bad_seed(path, None, f"item {raw.get('code')}: {error}") from error
    except KeyError as error:
        raise bad_seed(path, None, f"item {raw.get('code')}: no material or step list {error}") from error
    defaults = {
        "conditions": seed.conditions,
        "materials": needs,
        "steps": steps,
        "fees": seed.fees,
        "result": ServiceResult(kind=seed.result.type, name=seed.result.name),
        "handling_kind": seed.handling_kind,
        "handling_scope": seed.handling_scope,
        "level": seed.level,
    }
    return {
        "code": seed.code,
        "title": _plain(seed.name),
        "summary": _plain(seed.summary),
        "item_type": seed.item_type,
        "department": seed.department,
        "for_person": seed.audience in ("person", "both"),
        "for_enterprise": seed.audience in ("enterprise", "both"),
        "legal_basis": _plain(seed.legal_basis),
        "statutory_days": seed.statutory_days,
        "defaults": _plain(defaults),
        "synonyms": list(seed.synonyms),
    }


def _plain(value: Any) -> Any:
    """Return ``value`` as a JSON column gives it back, so that the two can be compared."""
    return msgspec.json.decode(msgspec.json.encode(value))
