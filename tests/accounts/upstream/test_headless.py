"""Apps and browsers of ours by the headless API: there, back, and a second factor as at any sign-in."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import CityLink, User
from tests.accounts.upstream.city import City
from tests.accounts.upstream.travel import standing

pytestmark = pytest.mark.django_db


class App:
    """Carries a session token, or a browser's cookies."""

    def __init__(self, kind: str) -> None:
        self.kind, self.http, self.token = kind, Client(), ""

    def call(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"X-Session-Token": self.token} if self.token else {}
        send = getattr(self.http, method)
        answer = send(f"/_allauth/{self.kind}/v1{path}", body, content_type="application/json", headers=headers)
        self.token = answer.json().get("meta", {}).get("session_token", self.token)
        return answer

    def leave(self) -> str:
        answer = self.call("post", "/auth/city", {"city": "aa"})
        assert answer.status_code == 200, answer.content
        return str(answer.json()["data"]["url"])

    def sign_in(self, city: City, sub: str = "wei") -> Any:
        return self.call("post", "/auth/city/answer", {"city": "aa", **city.let_in(self.leave(), sub)})


@pytest.fixture(params=["app", "browser"])
def app(request: Any, provider: Any) -> App:
    return App(request.param)


def test_it_lists_the_cities_and_signs_in(app, city) -> None:
    listed = app.http.get(f"/_allauth/{app.kind}/v1/auth/city", headers={"accept-language": "en"}).json()
    assert listed["data"] == [{"city": "aa", "name": "Pass of A"}]
    answer = app.sign_in(city)
    assert answer.status_code == 200, answer.content
    assert answer.json()["data"]["user"]["id"] == str(User.objects.get().pk)
    assert app.call("get", "/auth/session").status_code == 200


def test_the_second_factor_is_the_next_step(app, city) -> None:
    App("browser").sign_in(city)
    user = User.objects.get()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    answer = app.sign_in(city)
    flows = {each["id"] for each in answer.json()["data"]["flows"] if each.get("is_pending")}
    assert (answer.status_code, flows) == (401, {"mfa_authenticate"})


def test_another_session_cannot_bring_the_answer(app, city) -> None:
    answer = city.let_in(app.leave(), "wei")
    before = standing()
    for thief in (App("app"), App("browser")):
        refused = thief.call("post", "/auth/city/answer", {"city": "aa", **answer})
        assert (refused.status_code, refused.json()["code"]) == (400, "city_sign_in_refused")
    assert standing() == before and not CityLink.objects.exists()


def test_what_is_wrong_is_said_with_its_code(app, city) -> None:
    assert app.call("post", "/auth/city", {"city": "nowhere"}).json()["code"] == "city_sign_in_ended"
    assert app.call("post", "/auth/city", {}).status_code == 400
    city.answer = (500, b"", {})
    assert app.call("post", "/auth/city", {"city": "aa"}).json()["code"] == "city_sign_in_unavailable"
