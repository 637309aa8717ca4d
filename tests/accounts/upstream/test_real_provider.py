"""Our own OpenID provider as a city's: a real one, over HTTP, there and back and out again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from urllib.parse import parse_qsl, urlsplit

import pytest
from allauth.idp.oidc.models import Client

from accounts.identity.subjects import sector_of, subject_of
from accounts.models import AppSession, CityLink, User
from accounts.services.app_end_tell import app_end_tell
from accounts.services.app_sessions import app_sessions_end
from tests.accounts.clients import BrowserClient
from tests.accounts.identity.relying_party import SECRET, make_client
from tests.accounts.journeys import sign_up_by_phone
from tests.accounts.upstream.conftest import make_provider
from tests.factories.catalog import make_city

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def portal(live_server, settings) -> str:
    settings.PORTAL_BASE_URL = live_server.url
    settings.PORTAL_CITY_SIGN_IN_NETWORKS = ["127.0.0.0/8", "::1/128"]
    return str(live_server.url)


@pytest.fixture
def app(portal) -> Client:
    """What the city calls the portal."""
    client = make_client("省门户")
    client.set_redirect_uris([f"{portal}/accounts/city/qingdao/back/"])
    client.data = {**client.data, "backchannel_logout_uri": f"{portal}/accounts/city/qingdao/logout/"}
    client.save()
    facts = {"client_id": client.pk, "secret": SECRET, "scopes": "openid profile"}
    make_provider(make_city("qingdao"), portal, **facts, old_id_claim="", resident_id_claim="", phone_claim="")
    return client


@pytest.fixture
def browsers(portal) -> Iterator[tuple[BrowserClient, BrowserClient]]:
    """The person's window to the city, and to the province."""
    with closing((there := BrowserClient(portal)).http), closing((here := BrowserClient(portal)).http):
        yield there, here


def test_there_and_back_and_out_again(app, browsers) -> None:
    there, here = browsers
    at_city = User.objects.get(pk=sign_up_by_phone(there))
    answer = here.call("POST", "/auth/city", {"city": "qingdao"})
    back = there.http.get(answer.json()["data"]["url"])
    assert back.status_code == 302, back.text
    arrived = here.http.get(back.headers["Location"])
    assert (arrived.status_code, arrived.headers["Location"]) == (302, "/me/")
    link = CityLink.objects.get()
    assert link.user != at_city and link.subject == subject_of(sector_of(app), at_city.pk)
    assert here.api("GET", "/me/").status_code == 200
    # The code is gone: nobody comes back by it a second time.
    assert here.http.get(back.headers["Location"]).status_code == 400
    # He leaves there, and the city's provider tells ours.
    rows = app_sessions_end(user_id=at_city.pk)
    assert [app_end_tell(app_session_id=row) for row in rows] == [True]
    assert not AppSession.objects.exists()
    assert here.api("GET", "/me/").status_code == 401
    assert there.api("GET", "/me/").status_code == 200


def test_an_app_s_answers_are_those_of_every_sign_in(app, browsers) -> None:
    there, here = browsers
    sign_up_by_phone(there)
    back = there.http.get(here.call("POST", "/auth/city", {"city": "qingdao"}).json()["data"]["url"])
    query = dict(parse_qsl(urlsplit(back.headers["Location"]).query))
    answer = here.call("POST", "/auth/city/answer", {"city": "qingdao", **query})
    (method,) = answer.json()["data"]["methods"]
    assert (method["method"], method["provider"], method["uid"]) == (
        "socialaccount",
        "qingdao",
        str(CityLink.objects.get().pk),
    )
    assert here.call("GET", "/auth/session").status_code == 200
