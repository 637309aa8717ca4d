"""The page of the old channels: hits, the last one, and for how long there has been none."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.roles import Role
from catalog.legacy.channels import channels
from catalog.models import LegacyAlias, LegacyHit, LegacyTarget
from catalog.scopes import INTAKE_RUN
from services_portal.kernel.actor import Actor, Grant
from services_portal.kernel.clock import today
from tests.factories.catalog import make_city, make_published
from tests.factories.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses():
    jinan, qingdao, service = make_city("jinan"), make_city("qingdao"), make_published()
    LegacyAlias.objects.create(city=jinan, old_id="A-1", service=service)
    LegacyAlias.objects.create(city=qingdao, old_id="Q-1", service=service)
    LegacyTarget.objects.create(city=jinan, kind="link", key="app.example/1", service=service)
    for days, count in ((0, 3), (10, 2), (40, 7)):
        LegacyHit.objects.create(city=jinan, kind="id", key="A-1", day=today() - timedelta(days=days), count=count)
    LegacyHit.objects.create(city=jinan, kind="link", key="app.example/1", day=today() - timedelta(days=45), count=1)
    return jinan


def told(actor):
    return [
        (each.city.slug, each.kind, each.addresses, each.recent, each.quiet_days, each.is_dead)
        for each in channels(actor)
    ]


def holding(realm):
    return Actor(type="user", id="x", grants=frozenset([Grant(INTAKE_RUN, realm)]))


def test_each_channel_says_how_it_is_used(addresses):
    assert told(holding("*")) == [
        ("jinan", "id", 1, 5, 0, False),
        ("jinan", "link", 1, 0, 45, True),
        ("qingdao", "id", 1, 0, None, True),
    ]


def test_a_city_sees_its_own(addresses):
    assert [each[0] for each in told(holding("city:qingdao"))] == ["qingdao"]
    assert told(Actor(type="user", id="x")) == []


def test_the_page_shows_channels_and_the_addresses_of_a_city(addresses):
    client = signed_in(make_staff(Role.PROVINCE_ADMIN))
    page = client.get(reverse("admin:catalog_legacyhit_changelist"), {"city": "jinan"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "dead for 45 days" in text and "never used" in text and "app.example/1" in text
