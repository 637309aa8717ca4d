"""The province as the seeds tell it, and short ways to a manifest and to a small made-up world."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from cities.manifests import CityManifest, all_slugs, load, load_file
from cities.services import city_register
from cities.services.seed_places import seed_pilots, seed_zones
from cities.services.seed_regions import seed_regions
from services_portal.kernel.actor import SYSTEM, Actor, Grant

SEEDS = Path(settings.BASE_DIR) / "seeds"
MAINTAINER = Actor(type="user", id="maintainer", grants=frozenset({Grant("cities.manage")}))
CLERK = Actor(type="user", id="clerk", grants=frozenset({Grant("cities.manage", "agency:1")}))


@pytest.fixture
def regions(db: None) -> None:
    seed_regions(SEEDS / "divisions")


@pytest.fixture
def province(regions: None) -> None:
    """Regions, zones, the sixteen cities and the pilots; no agencies and no centres."""
    seed_zones(SEEDS / "zones.toml")
    for slug in all_slugs():
        city_register(manifest=load(slug), actor=SYSTEM)
    seed_pilots(SEEDS / "zones.toml")


MANIFEST = """slug = "{slug}"
[name]
zh-hans = "某市"
[region]
code = "{region}"
[adapter]
name = "tabular_file"
[adapter.options.columns]
old_id = "编号"
title = "名称"
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., CityManifest]:
    """Write a manifest (a small sound one by default, or with parts replaced) and load it."""

    def write(
        slug: str = "mou", region: str = "370100000000", text: str = MANIFEST, changes: dict | None = None
    ) -> CityManifest:
        text = text.replace("{slug}", slug).replace("{region}", region)
        for part, instead in (changes or {}).items():
            assert part in text
            text = text.replace(part, instead)
        path = tmp_path / f"{slug}.toml"
        path.write_text(text, encoding="utf-8")
        return load_file(path)

    return write
