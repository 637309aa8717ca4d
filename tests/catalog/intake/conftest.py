"""A made city in a folder of its own, with agencies and a basic directory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from catalog.models import BasicItem, IntakeRun
from catalog.services import intake_dry_run, intake_run, intake_start
from cities.models import Agency, City
from services_portal.kernel.actor import SYSTEM
from tests.catalog.intake import generated


@dataclass
class Made:
    """The made city and its means."""

    folder: Path
    city: City
    agencies: list[Agency] = field(default_factory=list)
    items: list[BasicItem] = field(default_factory=list)

    def rows(self, count: int, change: Callable[[int], dict[str, str]] | None = None) -> list[dict[str, str]]:
        """Return rows, each for another agency and matter."""
        return list(generated.rows(self.agencies, self.items, count, change))

    def write(self, rows: Iterable[Mapping[str, str]], columns: list[str] | None = None) -> Path:
        """Write the city's file."""
        return generated.write_csv(self.folder / f"{self.city.slug}.csv", rows, columns)

    def take(self, rows: Iterable[Mapping[str, str]] | None = None) -> IntakeRun:
        """Take in the city's file, written anew where rows are given."""
        if rows is not None:
            self.write(rows)
        run = intake_start(actor=SYSTEM, city=self.city, hand_over=False)
        return intake_run(run_id=run.id)

    def dry(self, rows: Iterable[Mapping[str, str]] | None = None) -> dict[str, Any]:
        """Return what taking in would do."""
        if rows is not None:
            self.write(rows)
        return intake_dry_run(city=self.city)


@pytest.fixture
def city_folder(tmp_path: Path, settings: Any) -> Path:
    """Return a folder that manifests are looked for in, before the others."""
    folder = tmp_path / "cities"
    folder.mkdir()
    settings.PORTAL_HOME = tmp_path / "home"
    settings.PORTAL_CITY_DIRS = [folder, *settings.PORTAL_CITY_DIRS]
    return folder


@pytest.fixture
def made(db: None, city_folder: Path) -> Made:
    """Return a made city with ten agencies and thirty matters."""
    city = generated.make_city(city_folder)
    return Made(city_folder, city, generated.make_agencies(city, 10), generated.make_items(30))
