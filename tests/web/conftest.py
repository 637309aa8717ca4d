from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client

from accounts.models import User
from accounts.services import ResidentChanges, resident_register, resident_update
from catalog.models import BasicItem
from cities.models import City
from services_portal.kernel.actor import SYSTEM
from tests.factories.catalog import make_agency, make_city, make_item, make_published

ITEM = "002017170005"
PASSWORD = "harbour-bridge-47"


@pytest.fixture
def zh() -> Client:
    """A browser that asks for Chinese."""
    return Client(headers={"accept-language": "zh-CN,zh;q=0.9"})


@pytest.fixture
def en() -> Client:
    """A browser that asks for English."""
    return Client(headers={"accept-language": "en-GB,en;q=0.9"})


@pytest.fixture
def cities(db) -> dict[str, City]:
    return {slug: make_city(slug) for slug in ("jinan", "qingdao")}


@pytest.fixture
def item(cities) -> BasicItem:
    return make_item(ITEM, summary={"zh-hans": "买房提取公积金。", "en": "Withdraw savings to buy a home."})


@pytest.fixture
def offered(cities, item) -> BasicItem:
    """A matter that both cities offer, in three days in Jinan and seven in Qingdao."""
    make_published(item, make_agency(cities["jinan"]))
    condition = {"zh-hans": "在青岛买房。", "en": "Bought a home in Qingdao."}
    make_published(item, make_agency(cities["qingdao"]), promised_days=7, visits=1, conditions=[condition])
    return item


@pytest.fixture
def resident(cities) -> User:
    """王小鲁, at home and now in Jinan."""
    user = User.objects.create_user("wang.xiaolu@example.com", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    resident_register(user=user, display_name="王小鲁")
    region = cities["jinan"].region.code
    resident_update(actor=SYSTEM, user=user, changes=ResidentChanges(home_region=region, current_region=region))
    return user


@pytest.fixture
def signed_in(en, resident) -> Client:
    """The resident's browser, which asks for English though his account says Chinese."""
    en.force_login(resident)
    return en


@pytest.fixture(scope="session")
def screenshot_path() -> Callable[[str], Path]:
    folder = Path(settings.PORTAL_HOME) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return lambda name: folder / f"{name}.png"
