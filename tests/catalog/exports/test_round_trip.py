"""A registry taken in again from its own export is the registry it was."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from catalog.exports.fields import WORDS
from catalog.models import LegacyAlias, Service
from tests.catalog.intake.generated import manifest_text

ROWS = 12
COLUMNS = "\n".join(f'{word} = "fields.{word}"' for word in sorted(WORDS))
ADAPTERS = {
    "json_lines": f'name = "json_file"\n[adapter.options]\npath = "registry"\n[adapter.options.columns]\n{COLUMNS}\n',
    "cpsv_ap_turtle": 'name = "cpsv_ap"\n[adapter.options]\npath = "registry"\n',
    "cpsv_ap_json_ld": 'name = "cpsv_ap"\n[adapter.options]\npath = "registry"\n',
}


def registry():
    """What each service is and says, and where each old id leads."""
    services = Service.objects.order_by("implementation_code").values_list(
        "implementation_code", "basic_item__code", "agency__uscc", "region__code", "city__slug", "state",
        "current_version__digest", "current_version__content",
    )  # fmt: skip
    aliases = LegacyAlias.objects.order_by("old_id").values_list("city__slug", "old_id", "service__implementation_code")
    return list(services), list(aliases)


def read_from_export(folder, slug, name):
    before, rest = manifest_text(slug).split("[adapter]\n")
    after = rest[rest.index("[catalogue]") :]
    (folder / f"{slug}.toml").write_text(f"{before}[adapter]\n{ADAPTERS[name]}{after}", encoding="utf-8")


def numbered(number):
    return {"fees": f"工本费：{number}.50元", "online_url": f"https://app.testing.example/item?id={number}&b=1"}


@pytest.mark.parametrize("name", ADAPTERS)
def test_taken_in_by_an_empty_city_it_is_the_same(made, name):
    made.take(made.rows(ROWS, numbered))
    before = registry()
    assert len(before[0]) == ROWS
    call_command("catalogue_export", name, city=made.city.slug, output=made.folder / "registry")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE catalog_service, catalog_serviceversion, catalog_sourcerecord CASCADE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert registry() == ([], [])
    read_from_export(made.folder, made.city.slug, name)
    assert made.take().outcomes == {"created": ROWS}
    assert registry() == before
    assert made.take().outcomes == {"unchanged": ROWS}


@pytest.mark.parametrize("name", ADAPTERS)
def test_taken_in_by_the_city_itself_it_changes_nothing(made, name):
    made.take(made.rows(ROWS, numbered))
    before = registry()
    call_command("catalogue_export", name, output=made.folder / "registry")
    read_from_export(made.folder, made.city.slug, name)
    assert made.take().outcomes == {"unchanged": ROWS}
    assert registry() == before
