from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from accounts.models import User
from accounts.services import resident_register
from cities.models import Agency, City, Region
from tests.accounts.clients import AppClient, BrowserClient
from tests.factories.places import make_places


@pytest.fixture
def new_client(live_server) -> Iterator[Callable[[type[AppClient]], AppClient]]:
    """Open clients of the running server; their connections end with the test."""
    with ExitStack() as stack:

        def open_one(kind: type[AppClient]) -> AppClient:
            client = kind(live_server.url)
            stack.callback(client.http.close)
            return client

        yield open_one


@pytest.fixture
def new_app(new_client) -> Callable[[], AppClient]:
    return lambda: new_client(AppClient)


@pytest.fixture
def app(new_client) -> AppClient:
    return new_client(AppClient)


@pytest.fixture
def browser(new_client) -> AppClient:
    return new_client(BrowserClient)


@pytest.fixture(params=[AppClient, BrowserClient], ids=["app", "browser"])
def person(request, new_client) -> AppClient:
    return new_client(request.param)


@pytest.fixture
def places(db) -> dict[str, Region]:
    return make_places()


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
