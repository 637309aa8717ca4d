"""Cities, counties, agencies and service centres as the authoring code needs them: read from the seed files."""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from seeds.authoring import paths

SLUGS = (
    "jinan", "qingdao", "zibo", "zaozhuang", "dongying", "yantai", "weifang", "jining",
    "taian", "weihai", "rizhao", "linyi", "dezhou", "liaocheng", "binzhou", "heze",
)  # fmt: skip


@dataclass(frozen=True)
class City:
    slug: str
    code: str
    zh: str
    en: str
    area: str

    @property
    def short_zh(self) -> str:
        return self.zh.removesuffix("市")


@dataclass(frozen=True)
class Centre:
    code: str
    region: str
    name_zh: str
    name_en: str
    address_zh: str
    address_en: str
    longitude: str
    latitude: str
    phone: str
    hours: str


@dataclass(frozen=True)
class Agency:
    uscc: str
    name_zh: str
    name_en: str
    short: str
    aliases: tuple[str, ...]
    region: str
    level: str
    department: str
    phone: str


def read_csv(path: Path) -> list[dict[str, str]]:
    """All rows of a seed CSV (UTF-8, comma)."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def read_toml(path: Path) -> dict[str, Any]:
    """One parsed TOML file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def regions() -> dict[str, dict[str, str]]:
    """Divisions by 12-digit code."""
    return {row["code"]: row for row in read_csv(paths.DIVISIONS)}


@cache
def cities() -> dict[str, City]:
    """The sixteen cities by slug, with their telephone area code."""
    areas = read_toml(paths.AUTHORING / "figures.toml")["area"]
    found = {}
    for slug in SLUGS:
        manifest = read_toml(paths.MANIFESTS / f"{slug}.toml")
        english = manifest["name"]["en"]
        found[slug] = City(slug, manifest["region"]["code"], manifest["name"]["zh-hans"], english, areas[slug])
    return found


@cache
def centres(slug: str) -> tuple[Centre, ...]:
    """The service centres of one city, its main centre first."""
    return tuple(
        Centre(
            row["code"], row["region_code"], row["name_zh"], row["name_en"], row["address_zh"], row["address_en"],
            row["longitude"], row["latitude"], row["phone"], row["hours"],
        )
        for row in read_csv(paths.CENTRES)
        if row["city"] == slug
    )  # fmt: skip
