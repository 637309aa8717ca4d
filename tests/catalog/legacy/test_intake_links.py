"""An intake lets the old ids, codes and links of its rows lead to their services."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.legacy.resolving import Fate, resolve
from catalog.models import LegacyAlias, LegacyTarget, SourceRecord
from services_portal.kernel.errors import DomainError
from tests.catalog.intake import generated
from tests.catalog.intake.conftest import Made, city_folder

pytestmark = pytest.mark.django_db
__all__ = ["city_folder"]


@pytest.fixture
def made(db: None, city_folder: Path) -> Made:
    """A city whose rows bear their links, with a parameter of its own that says nothing."""
    columns = [*generated.COLUMNS, "old_url"]
    city = generated.make_city(city_folder, columns=columns, catalogue='[links]\nignore = ["campaign"]')
    return Made(city_folder, city, generated.make_agencies(city, 10), generated.make_items(30))


def with_links(made: Made, count: int) -> list[dict[str, str]]:
    return [
        {**row, "old_url": f"http://Old.example/detail/?utm_source=a&id={number}&campaign={number}"}
        for number, row in enumerate(made.rows(count))
    ]


def take(made: Made, rows: list[dict[str, str]]) -> None:
    made.write(rows, list(rows[0]))
    made.take()


def fate(made: Made, address: str) -> tuple[str, list[str]]:
    found = resolve(made.city.slug, address)
    return found.fate.value, sorted(str(target.service_id) for target in found.targets)


def service_of(old_id: str) -> str:
    return str(LegacyAlias.objects.get(old_id=old_id).service_id)


def test_id_code_and_link_lead_to_one_service(made: Made) -> None:
    rows = with_links(made, 4)
    take(made, rows)
    for number, row in enumerate(rows):
        expected = ("moved", [service_of(row["old_id"])])
        for address in (row["old_id"], row["item_code"], f"https://old.example/detail?campaign=x&id={number}"):
            assert fate(made, address) == expected, address


def test_a_second_run_writes_no_address(made: Made) -> None:
    rows = with_links(made, 3)
    take(made, rows)
    before = list(LegacyTarget.objects.order_by("id").values())
    take(made, rows)
    assert list(LegacyTarget.objects.order_by("id").values()) == before


def test_a_link_of_two_rows_is_a_choice(made: Made) -> None:
    rows = with_links(made, 2)
    rows[1]["old_url"] = rows[0]["old_url"]
    take(made, rows)
    assert fate(made, rows[0]["old_url"]) == ("split", sorted(service_of(row["old_id"]) for row in rows))


def test_what_waits_and_what_is_refused_is_known_by_code_and_link_too(made: Made) -> None:
    rows = with_links(made, 3)
    rows[1]["promised_days"] = "90个工作日"
    rows[2]["title"] = "测试"
    take(made, rows)
    assert fate(made, rows[1]["old_id"])[0] == "waiting"
    assert fate(made, rows[2]["old_id"])[0] == "dropped"
    assert fate(made, rows[1]["old_url"])[0] == "dropped"
    rows[1]["promised_days"] = "2个工作日"
    take(made, rows)
    assert fate(made, rows[1]["old_url"]) == ("moved", [service_of(rows[1]["old_id"])])


def test_what_was_gone_before_anybody_took_it_over_is_still_known(made: Made) -> None:
    rows = with_links(made, 3)
    rows[2]["promised_days"] = "90个工作日"
    take(made, rows)
    take(made, rows[:2])
    assert not SourceRecord.objects.filter(old_id=rows[2]["old_id"]).exists()
    assert fate(made, rows[2]["old_id"]) == (Fate.DROPPED, [])


def test_an_id_that_never_was_is_unknown(made: Made) -> None:
    take(made, with_links(made, 1))
    with pytest.raises(DomainError) as caught:
        resolve(made.city.slug, "T-9999999")
    assert caught.value.code == "unknown_old_address"
