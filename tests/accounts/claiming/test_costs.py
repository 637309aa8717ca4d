"""Who guesses at old names learns nothing: the same question, the same words and the same work for every name."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Claiming, User
from accounts.services import phone_prove
from tests.accounts.claiming.olds import Hashes, enter, md5_row, take
from tests.accounts.intake.people import EMAIL, PHONE, ZHANG, proved, reached
from tests.accounts.merging.people import person
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
OLD, WRONG = "dongfang-1987", "not-the-password-1"
TYPED = ["login1", "wei", "closed", "at-odds", "firm", "nobody", PHONE, EMAIL, ZHANG, "13912345678", "no@example.com"]


@pytest.fixture
def towns(new_town: Any) -> None:
    take(
        new_town("aa"),
        {**md5_row("1", OLD), **proved("1", **reached())},
        md5_row("2", OLD, login="wei"),
        md5_row("3", OLD, login="closed", disabled="yes"),
        md5_row("4", OLD, login="firm", kind="enterprise", uscc="91110000600037341L"),
    )
    take(
        new_town("bb", "370902000000"),
        md5_row("1", OLD, login="wei", name="李娜"),
        {**md5_row("2", OLD, login="at-odds"), **proved("2"), "login": "at-odds", "name": "李娜"},
    )


@pytest.fixture
def hashes(towns: None, monkeypatch: Any, settings: Any) -> Hashes:
    return Hashes(monkeypatch, settings)


@pytest.mark.parametrize("city", ["", "aa", "bb"])
def test_a_refusal_costs_one_hash_of_either_kind_whoever_is_meant(hashes, settings, city) -> None:
    settings.PORTAL_SIGNIN_LIMITS = {}
    for name in TYPED:
        browser = Client(headers={"accept-language": "en"})
        said = {"login": name, "password": WRONG, "city": city}
        assert hashes.of(lambda browser=browser, said=said: browser.post("/accounts/login/", said)) == (1, 1), name
    for name in ("wei", "closed", "at-odds", "firm"):
        expected = name == "wei" and city != ""
        if not expected:
            assert hashes.of(lambda name=name: enter(name, OLD, city)) == (1, 1)


def test_so_does_one_for_a_name_that_is_somebody_s_by_now(hashes) -> None:
    owner = person("owner")
    phone_prove(user=owner, phone=PHONE)
    user = enter("login1", OLD)
    assert user is not None
    assert [sum(hashes.of(lambda name=name: enter(name, WRONG))) for name in ("login1", ZHANG, EMAIL)] == [2, 2, 2]
    assert sum(hashes.of(lambda: enter(PHONE, WRONG, kind="phone"))) == 2
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert sum(hashes.of(lambda: enter("login1", WRONG))) == 2


def test_so_does_one_where_there_are_no_old_accounts(db, monkeypatch, settings) -> None:
    assert Hashes(monkeypatch, settings).of(lambda: enter("login1", WRONG)) == (1, 1)


def test_so_does_a_quiet_one(hashes, settings) -> None:
    settings.PORTAL_SIGNIN_LIMITS = {"account": "2/5m/key"}
    browser = Client(headers={"accept-language": "en"})

    def tries(name: str, password: str) -> tuple[int, int]:
        return hashes.of(lambda: browser.post("/accounts/login/", {"login": name, "password": password}))

    assert [tries(name, WRONG) for name in ("login1", EMAIL, ZHANG)] == [(1, 1)] * 3
    assert tries("login1", OLD) == (1, 1)
    assert not Claiming.objects.exists()
    assert tries("nobody", WRONG) == (1, 1)


def test_everybody_is_asked_for_the_city_in_the_same_words(towns, settings) -> None:
    settings.PORTAL_SIGNIN_LIMITS = {}
    told = set()
    for name in TYPED:
        page = Page(
            Client(headers={"accept-language": "en"}).post("/accounts/login/", {"login": name, "password": WRONG})
        )
        told.add((page.one("div", role="alert").text.strip(), tuple(label.text for label in page.all("label"))))
    ((said, labels),) = told
    assert "choose that city too" in said and "City of your old account" in labels
