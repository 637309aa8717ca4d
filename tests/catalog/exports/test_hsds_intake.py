"""A city's services, written as HSDS 3 and taken in again: the registry as it was."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from catalog.exports.fields import fields_of
from catalog.exports.records import iter_records, published
from catalog.services import intake_dry_run
from cities.manifests import load_file
from cities.services import city_register
from services_portal.kernel.actor import SYSTEM
from tests.catalog.intake.conftest import Made

pytestmark = pytest.mark.django_db


def said(city: str) -> list[dict[str, Any]]:
    """Return what the city's services say."""
    return [fields_of(record) for record in iter_records(published(SYSTEM, city=city))]


MANIFEST = """slug = "testing"
order = 90
[name]
zh-hans = "试城市"
en = "Testing"
[region]
code = "379900000000"
name = { zh-hans = "试城市", en = "Testing" }
level = "city"
[adapter]
name = "hsds"
[adapter.options]
path = "testing.json"
"""


def test_taken_in_again_it_changes_nothing(made: Made) -> None:
    run = made.take(made.rows(12))
    assert run.outcomes == {"created": 12}
    before = said("testing")
    target = made.folder / "testing.json"
    call_command("catalogue_export", "hsds", city="testing", output=target)
    manifest = made.folder / "testing.toml"
    manifest.write_text(MANIFEST, encoding="utf-8")
    city = city_register(manifest=load_file(manifest), actor=SYSTEM)
    told = intake_dry_run(city=city)
    assert (told["outcomes"], told["retired"]) == ({"unchanged": 12}, 0)
    again = made.take()
    assert again.outcomes == {"unchanged": 12}
    assert again.report["source"] == "testing.json"
    assert said("testing") == before
    assert len(before) == 12
