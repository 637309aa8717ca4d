"""A city says that a person has left there (Back-Channel Logout), or ends its identity system for good."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.events import SessionEnded
from accounts.handlers import tell_apps_of_session
from accounts.models import CityLink, CityLinkSession, CityProvider, User
from accounts.roles import Role
from accounts.selectors import actor_of
from accounts.services import phone_prove
from accounts.services.city_provider_decide import city_provider_approve, city_provider_end, city_providers_expire
from accounts.services.city_provider_wind_up import city_end_tell, city_people_of, city_provider_wind_up
from accounts.services.session_end import session_mark
from accounts.services.tokens_remove import tokens_remove
from accounts.signin.session_list import sessions_of
from services_portal.kernel import clock
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.accounts.inbox import messages_to
from tests.accounts.merging.people import person
from tests.accounts.presence import show
from tests.accounts.upstream.city import LOGOUT
from tests.accounts.upstream.conftest import make_provider
from tests.accounts.upstream.travel import new_browser, person_in, sign_in, standing
from tests.factories.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db
TOLD = "/accounts/city/aa/logout/"


def tell(token: str) -> Any:
    return Client(enforce_csrf_checks=True).post(TOLD, {"logout_token": token})


def still_in(browser: Client) -> bool:
    return browser.get("/api/v1/me/").status_code == 200


@pytest.fixture
def browsers(provider, city) -> list[Client]:
    """Two of one person, one of another."""
    found = [new_browser() for _each in range(3)]
    for browser, sub in zip(found, ("wei", "wei", "na"), strict=True):
        sign_in(browser, city, sub)
    return found


def test_who_left_there_has_left_here(browsers, city) -> None:
    answer = tell(city.logout_token(sub="wei"))
    assert (answer.status_code, answer["Cache-Control"].count("no-store")) == (200, 1)
    assert [still_in(each) for each in browsers] == [False, False, True]
    assert AuditEntry.objects.get(action="accounts.city_link.sign_out").detail["sessions"] == 2
    assert CityLinkSession.objects.count() == 1
    # He may come again.
    sign_in(browsers[0], city)
    assert still_in(browsers[0])


def test_one_session_of_the_city_is_ended_by_its_number(browsers, city) -> None:
    city.claims["sid"] = "another"
    sign_in(other := new_browser(), city)
    assert tell(city.logout_token(sid="another")).status_code == 200
    assert [still_in(each) for each in (*browsers, other)] == [True, True, True, False]
    # Both have to fit, where both are said.
    assert tell(city.logout_token(sub="na", sid="s-wei")).status_code == 200
    assert [still_in(each) for each in browsers] == [True, True, True]


@pytest.mark.parametrize(
    "changes",
    [
        {"events": None},
        {"events": {}},
        {"events": {LOGOUT: "yes"}},
        {"sub": None},
        {"sub": ""},
        {"nonce": "n"},
        {"aud": "another-app"},
        {"iss": "https://elsewhere.example.cn"},
        {"iat": 1},
        {"exp": 1},
        {"jti": None},
        {"jti": 7},
    ],
)
def test_a_word_that_is_none_ends_nothing(browsers, city, changes: dict[str, Any]) -> None:
    before = standing()
    answer = tell(city.logout_token(**{"sub": "wei", **changes}))
    assert (answer.status_code, answer.json()["error"], standing()) == (400, "invalid_request", before)
    assert [still_in(each) for each in browsers] == [True, True, True]


def test_a_word_counts_once_and_an_id_token_is_none(browsers, city) -> None:
    token = city.logout_token(sub="na")
    assert (tell(token).status_code, tell(token).status_code) == (200, 400)
    city.sign = city.unsigned
    assert tell(city.logout_token(sub="wei")).status_code == 400
    city.sign = city.signed
    assert tell("").status_code == 400
    assert still_in(browsers[0])


def test_a_session_that_ended_otherwise_is_forgotten(browsers, city) -> None:
    key, user = browsers[2].session.session_key, person_in(browsers[2])
    assert user is not None and key is not None
    tell_apps_of_session(SessionEnded(user_id=user.pk, session=session_mark(key)), None)  # type: ignore[arg-type]
    assert not CityLinkSession.objects.filter(session=session_mark(key)).exists()
    assert CityLinkSession.objects.count() == 2


def test_a_city_that_ends_it_signs_nobody_in_and_its_people_are_told(browsers, city, provider) -> None:
    friend = person("friend")
    sign_in(show(signed_in(friend), friend), city, "friend")
    admin = make_staff(Role.CITY_ADMIN, city=provider.city)
    city_provider_end(actor=actor_of(admin), provider_id=provider.pk)
    assert OutboxEvent.objects.filter(name="accounts.city_provider_ended").count() == 1
    assert city_provider_wind_up(provider_id=provider.pk) == 2
    assert [still_in(each) for each in browsers] == [False, False, False]
    people = city_people_of(provider_id=provider.pk)
    assert len(people) == CityLink.objects.count() == 3
    assert sum(city_end_tell(link_id=each) for each in people) == 2  # the others have no address yet
    assert {each.to[0] for each in mail.outbox} == {"friend@example.com", "friend.spare@example.com"}
    assert "passkey" in mail.outbox[0].body or "通行密钥" in mail.outbox[0].body
    assert new_browser().post("/accounts/city/aa/").status_code == 404
    assert CityProvider.objects.get().state == "ended" and sessions_of(User.objects.first(), "") == []


def test_its_term_ends_it_by_itself_and_another_issuer_in_its_place_does(browsers, city, provider) -> None:
    assert city_providers_expire() == 0
    with clock.frozen(provider.ends_at):
        assert (city_providers_expire(), city_providers_expire()) == (1, 0)
    ended = OutboxEvent.objects.filter(name="accounts.city_provider_ended")
    assert ended.count() == 1
    provider.refresh_from_db()
    assert provider.state == "ended"
    one = make_provider(provider.city, "https://one.example.cn")
    facts = {"state": "submitted", "written_by": "user:1", "decided_by": ""}
    province = actor_of(make_staff(Role.PROVINCE_ADMIN))
    for issuer, told in (("https://one.example.cn", 1), ("https://two.example.cn", 2)):
        new = make_provider(provider.city, issuer, **facts)
        city_provider_approve(actor=province, provider_id=new.pk, version=new.version)
        assert ended.count() == told
    one.refresh_from_db()
    assert one.state == "replaced"


def test_what_is_noted_of_a_session_goes_when_that_has_run_out(browsers, settings) -> None:
    tokens_remove()
    assert CityLinkSession.objects.count() == 3
    with clock.frozen(clock.now() + timedelta(seconds=2 * settings.SESSION_COOKIE_AGE + 1)):
        tokens_remove()
    assert not CityLinkSession.objects.exists()


def test_who_has_a_telephone_only_is_told_there(provider, city) -> None:
    sign_in(new_browser(), city)
    phone_prove(user=User.objects.get(), phone="+8613812345678")
    for each in city_people_of(provider_id=provider.pk):
        city_end_tell(link_id=each)
    assert len(messages_to("+8613812345678")) == 1
