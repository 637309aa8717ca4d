"""A person follows an old link: led to the service, or told what became of it, on a phone and on a desk."""

from __future__ import annotations

import pytest

from catalog.models import LegacyTarget, Service, SourceRecord
from cities.models import City

pytestmark = pytest.mark.django_db
SIZES = [("zh", 1280), ("en", 390)]


@pytest.fixture(scope="module")
def old_links(portal, django_db_blocker) -> str:
    """Links of Jinan's old app: to one service, to three, to one that waits."""
    with django_db_blocker.unblock():
        city = City.objects.get(slug="jinan")
        services = list(Service.objects.filter(city=city, state="published").order_by("id")[:3])
        LegacyTarget.objects.create(city=city, kind="link", key="app.jinan.example/one?id=1", service=services[0])
        for service in services:
            LegacyTarget.objects.create(city=city, kind="link", key="app.jinan.example/list?id=2", service=service)
        SourceRecord.objects.create(city=city, old_id="BROWSER-1", checksum=b"1" * 16, outcome="queued")
    return portal


@pytest.mark.parametrize(("language", "width"), SIZES)
def test_old_links(visit, old_links, language, width) -> None:
    person = visit(language, width)
    page = person.go("/legacy/jinan/https://APP.jinan.example/one?utm_source=qr&id=1")
    assert "/services/" in page.url
    page = person.go("/legacy/jinan/http://app.jinan.example/list/?id=2")
    person.look("old-link-split")
    page.locator("a.item").nth(1).click()
    page.wait_for_url("**/services/**")
    person.go("/legacy/jinan/BROWSER-1")
    person.look("old-link-waiting")
