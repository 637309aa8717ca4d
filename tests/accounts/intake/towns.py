"""Made cities with old user databases in our own words."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from accounts.models import AccountRun
from accounts.services import account_intake_dry_run, account_intake_run, account_intake_start
from bench.old_accounts import WORDS
from cities.manifests import load
from cities.models import City
from cities.services import city_register
from services_portal.kernel.actor import SYSTEM

MANIFEST = """slug = "{slug}"
[name]
zh-hans = "{slug}"
[region]
code = "{code}"
level = "county"
[region.name]
zh-hans = "{slug}"
[adapter]
name = "tabular_file"
[adapter.options.columns]
old_id = "a"
title = "b"
[accounts.adapter]
name = "tabular_file"
[accounts.adapter.options]
path = "{slug}.csv"
[accounts.adapter.options.columns]
{columns}
"""


@dataclass
class Town:
    """A city and its old user database."""

    folder: Path
    city: City

    def write(self, rows: Iterable[Mapping[str, str]]) -> Path:
        path = self.folder / f"{self.city.slug}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, [*WORDS, "disabled", "last_seen_at"], restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    def take(self, *rows: Mapping[str, str]) -> AccountRun:
        self.write(rows)
        return account_intake_run(run_id=account_intake_start(actor=SYSTEM, city=self.city).pk)

    def dry(self, *rows: Mapping[str, str]) -> dict[str, Any]:
        self.write(rows)
        return account_intake_dry_run(city=self.city)


@pytest.fixture
def new_town(tmp_path: Path, settings: Any, db: None) -> Any:
    settings.PORTAL_CITY_DIRS = [tmp_path]

    def make(slug: str, code: str = "370901000000") -> Town:
        columns = "\n".join(f'{word} = "{word}"' for word in [*WORDS, "disabled", "last_seen_at"])
        text = MANIFEST.format(slug=slug, code=code, columns=columns)
        (tmp_path / f"{slug}.toml").write_text(text, encoding="utf-8")
        return Town(tmp_path, city_register(manifest=load(slug), actor=SYSTEM))

    return make
