from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from accounts.models import User
from accounts.services import resident_register
from cities.models import Agency, City, Region
from tests.accounts.clients import AppClient, BrowserClient


@pytest.fixture
def new_app(live_server) -> Callable[[], AppClient]:
    return lambda: AppClient(live_server.url)


@pytest.fixture
def app(new_app) -> AppClient:
    return new_app()


@pytest.fixture
def browser(live_server) -> BrowserClient:
    return BrowserClient(live_server.url)


@pytest.fixture(params=[AppClient, BrowserClient], ids=["app", "browser"])
def person(request, live_server) -> AppClient:
    return request.param(live_server.url)


@pytest.fixture
def places(db) -> dict[str, Region]:
    """The province, two of its cities, a district, and a district that is no more."""
    shandong = _region("370000", "山东省", "Shandong", "province")
    jinan = _region("370100", "济南市", "Jinan", "city", shandong, slug="jinan")
    regions = [
        shandong,
        jinan,
        _region("370200", "青岛市", "Qingdao", "city", shandong, slug="qingdao"),
        _region("370102", "历下区", "Lixia", "county", jinan),
        _region("371200", "莱芜市", "Laiwu", "city", shandong, ended=date(2019, 1, 1)),
    ]
    return {region.code[:6]: region for region in regions}


def _region(code, zh, en, level, parent=None, *, slug="", ended=None) -> Region:
    names = {"zh-hans": zh, "en": en}
    region = Region.objects.create(
        code=f"{code}000000", name=names, level=level, parent=parent, valid_from=date(1990, 1, 1), valid_to=ended
    )
    if slug:
        City.objects.create(slug=slug, region=region, name=names, adapter="tabular_file")
    return region


@pytest.fixture
def agency(places) -> Agency:
    names = {"zh-hans": "青岛市住房公积金管理中心", "en": "Qingdao Housing Provident Fund Centre"}
    city = City.objects.get(slug="qingdao")
    return Agency.objects.create(
        uscc="12370200DM0207006D",
        name=names,
        level="3",
        region=places["370200"],
        city=city,
        department="housing_fund_center",
    )


@pytest.fixture
def resident(db) -> User:
    user = User.objects.create_user("zhang.wei@example.com", "harbour-bridge-47")
    resident_register(user=user, display_name="张伟")
    return user
