"""A city's registry written in the exchange form and taken in again: nothing changes."""

from __future__ import annotations

from catalog.exports.formats.task_exchange import TaskExchange
from catalog.exports.records import iter_records, published
from catalog.models import LegacyAlias, Service, ServiceVersion
from cities.manifests import load_file
from cities.services import city_register
from services_portal.kernel.actor import SYSTEM
from tests.catalog.intake.conftest import Made

MANIFEST = """
slug = "testing"
[name]
zh-hans = "试城市"
[region]
code = "{region}"
[adapter]
name = "task_exchange"
[adapter.options]
path = "testing.xlsx"
"""


def said() -> list[tuple[object, ...]]:
    """Return what is published, and under which old ids."""
    services = Service.objects.order_by("id").values_list("id", "implementation_code", "current_version__content")
    return [*services, *LegacyAlias.objects.order_by("old_id").values_list("old_id", "service_id")]


def test_the_export_taken_in_again_changes_nothing(made: Made) -> None:
    assert made.take(made.rows(12)).outcomes == {"created": 12}
    before, versions = said(), ServiceVersion.objects.count()
    with (made.folder / "testing.xlsx").open("wb") as stream:
        TaskExchange().write(iter_records(published(SYSTEM)), stream)
    path = made.folder / "testing.toml"
    path.write_text(MANIFEST.format(region=made.city.region.code), encoding="utf-8")
    city_register(manifest=load_file(path), actor=SYSTEM)
    assert made.take().outcomes == {"unchanged": 12}
    assert (said(), ServiceVersion.objects.count()) == (before, versions)
