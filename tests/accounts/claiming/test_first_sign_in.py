"""An old name and password open an account at the first sign-in, and nobody has one without having signed in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.identifiers import IdentifierType
from accounts.levels import level_of
from accounts.models import Claim, Claiming, Identifier, OldAccount, OldPasswordState, User
from accounts.services import abandoned_remove, identifier_prove, phone_prove
from accounts.services.merge_undo import merge_undo
from accounts.services.password_set import password_set
from services_portal.kernel import clock
from tests.accounts.claiming.olds import enter, md5_row, standing, take
from tests.accounts.intake.people import EMAIL, PHONE, ZHANG, proved, reached
from tests.accounts.merging.people import himself, merged, person

pytestmark = pytest.mark.django_db
OLD, OTHER, NEW = "dongfang-1987", "xifang-1988", "mountain-lake-83"
NAMES = [
    ("username", "login1"),
    ("username", " LOGIN1 "),
    ("phone", "+8613800000001"),
    ("email", EMAIL),
    ("username", ZHANG),
    ("username", ZHANG.lower()),
]


def zhang(old_id: str = "1", password: str = OLD, **fields: str) -> dict[str, str]:
    """Return the row of 张伟, whose ID was proved."""
    return {**md5_row(old_id, password), **proved(old_id, **reached()), **fields}


@pytest.fixture
def jinan(new_town: Any) -> Any:
    return new_town("aa")


@pytest.fixture
def qingdao(new_town: Any) -> Any:
    return new_town("bb", "370902000000")


@pytest.mark.parametrize(("kind", "name"), NAMES)
def test_any_old_name_opens_an_account(jinan, settings, kind, name) -> None:
    settings.PASSWORD_HASHERS = ["accounts.passwords.own_hasher.OwnArgon2Hasher"]
    take(jinan, zhang())
    user = enter(name, OLD, kind=kind)
    assert user is not None and User.objects.get() == user
    claiming = Claiming.objects.get()
    assert (claiming.user, claiming.claim, claiming.state, claiming.basis) == (
        user,
        Claim.objects.get(),
        "held",
        "first_sign_in",
    )
    assert user.password.startswith("argon2$argon2id$") and user.check_password(OLD)
    assert user.resident.display_name == "张伟"
    assert enter(name, OLD, kind=kind) == user
    assert Claiming.objects.count() == 1


def test_nothing_is_proved_by_it(jinan) -> None:
    take(jinan, zhang())
    user = enter("login1", OLD)
    said = Identifier.objects.filter(user=user)
    assert {(each.type, each.value) for each in said} == {
        ("resident_id", ZHANG),
        ("phone", f"+86{PHONE}"),
        ("email", EMAIL),
    }
    assert not said.exclude(verified_at=None).exists()
    assert set(Claiming.objects.get().said) == set(said.values_list("pk", flat=True))
    assert (user.email, level_of(user)) == (None, 1)


def test_an_old_number_that_is_another_person_s_today_stays_his(jinan) -> None:
    owner = person("owner")
    phone_prove(user=owner, phone=PHONE)
    owner.set_password(NEW)
    owner.save()
    take(jinan, zhang())
    user = enter(PHONE, OLD, kind="phone")
    assert user not in (None, owner)
    assert enter(PHONE, NEW, kind="phone") == owner
    assert Identifier.objects.proved().get(type="phone").user == owner


@pytest.mark.parametrize("password", ["", OLD[:-1], OLD.upper(), "x" * 5000, OLD + "\0"])
def test_another_password_opens_nothing(jinan, password) -> None:
    take(jinan, zhang())
    before = standing()
    assert enter("login1", password) is None
    assert standing() == before


@pytest.mark.parametrize("fields", [{"disabled": "yes"}, {"kind": "enterprise"}])
def test_what_is_closed_or_an_enterprise_s_opens_nothing(jinan, fields) -> None:
    take(jinan, zhang(**fields))
    before = standing()
    assert enter("login1", OLD) is None
    assert standing() == before


def test_a_password_that_is_not_sealed_yet_opens_nothing(jinan) -> None:
    take(jinan, zhang())
    OldAccount.objects.update(password_state=OldPasswordState.WAITING)
    assert enter("login1", OLD) is None


def test_a_claim_at_odds_with_another_waits_and_the_other_does_not(jinan, qingdao) -> None:
    take(jinan, zhang())
    take(qingdao, zhang("2", OTHER, name="李娜"))
    assert OldAccount.objects.get(outcome="conflict").city == qingdao.city
    before = standing()
    assert enter("login2", OTHER) is None
    assert standing() == before
    assert enter("login1", OLD) is not None


def test_who_has_proved_the_same_id_in_an_account_signs_in_there(jinan) -> None:
    owner = person("owner")
    identifier_prove(user=owner, identifier_type=IdentifierType.RESIDENT_ID, value=ZHANG, method="window")
    take(jinan, zhang())
    before = standing()
    assert enter("login1", OLD) is None
    assert standing() == before


def test_a_name_that_stands_in_two_cities_opens_with_its_city(jinan, qingdao) -> None:
    take(jinan, md5_row("1", OLD, login="wei"))
    take(qingdao, md5_row("1", OTHER, login="wei", name="李娜"))
    before = standing()
    assert enter("wei", OLD) is None and enter("wei", OTHER) is None
    assert enter("wei", OLD, "bb") is None and enter("wei", OLD, "cc") is None
    assert standing() == before
    first, second = enter("wei", OLD, "aa"), enter("wei", OTHER, "bb")
    assert None not in (first, second) and first != second
    assert (enter("wei", OLD, "aa"), enter("wei", OTHER, "bb"), enter("wei", OLD)) == (first, second, None)


def test_a_login_means_its_account_before_a_number_that_another_bears(jinan) -> None:
    take(jinan, md5_row("1", OLD, login=PHONE), md5_row("2", OTHER, phone=PHONE, name="李娜"))
    assert enter(PHONE, OTHER, "aa", "phone") is None
    assert enter(PHONE, OLD, "aa", "phone") is not None


def test_every_city_of_a_person_comes_with_any_of_them_and_each_password_goes_on(jinan, qingdao) -> None:
    take(jinan, zhang())
    take(qingdao, zhang("2", OTHER))
    user = enter("login2", OTHER)
    assert user is not None
    assert OldAccount.objects.filter(claim__claimings__user=user).count() == 2
    assert enter("login1", OLD) == user and enter("login2", OTHER) == user
    assert enter("login1", OTHER) is None and enter("login2", OLD) is None
    assert enter(ZHANG, OLD) is None
    assert (enter(ZHANG, OLD, "aa"), enter(ZHANG, OTHER, "bb")) == (user, user)
    assert User.objects.count() == 1


def test_a_password_that_he_sets_counts_for_all_old_names(jinan, qingdao) -> None:
    take(jinan, zhang())
    take(qingdao, zhang("2", OTHER))
    user = enter("login1", OLD)
    assert user is not None
    password_set(user=user, password=NEW)
    assert [enter(name, NEW) for name in ("login1", "login2")] == [user, user]
    assert [enter("login1", OLD), enter("login2", OTHER)] == [None, None]


def test_merged_his_old_names_open_the_survivor_and_parted_his_own(jinan, qingdao, settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    take(jinan, md5_row("1", OLD))
    other = person("other")
    other.set_password(NEW)
    other.save()
    user = enter("login1", OLD)
    assert user is not None
    merge = merged(other, user)
    assert (enter("login1", OLD), enter("login1", NEW)) == (other, None)
    password_set(user=other, password=OTHER)
    assert (enter("login1", OLD), enter("login1", OTHER)) == (None, other)
    merge_undo(actor=himself(other), merge_id=merge.pk)
    assert (enter("login1", OLD), enter("login1", OTHER)) == (user, None)
    assert enter("other@example.com", NEW, kind="email") == other


def test_a_sign_in_that_was_never_finished_leaves_nothing_after_a_week(jinan) -> None:
    take(jinan, zhang())
    before = standing()
    assert enter("login1", OLD) is not None
    User.objects.update(date_joined=clock.now() - timedelta(days=8))
    assert abandoned_remove() == 1
    after = standing()
    assert [after[name] for name in ("users", "claimings", "old accounts")] == [
        before[name] for name in ("users", "claimings", "old accounts")
    ]
    assert enter("login1", OLD) is not None


def test_on_the_page_he_is_in_whichever_name_he_typed(jinan) -> None:
    take(jinan, zhang())
    for name in ("login1", EMAIL, PHONE, ZHANG):
        browser = Client(headers={"accept-language": "en"})
        answer = browser.post("/accounts/login/", {"login": name, "password": OLD, "city": "aa"})
        assert (answer.status_code, answer.headers["location"]) == (302, "/me/")
        assert browser.get("/api/v1/me/").status_code == 200
    assert User.objects.count() == 1


def test_asked_again_he_gives_the_password_that_let_him_in_or_the_account_s(jinan, qingdao) -> None:
    take(jinan, zhang())
    take(qingdao, zhang("2", OTHER))
    assert enter("login1", OLD) is not None
    browser = Client(headers={"accept-language": "en"})
    browser.post("/accounts/login/", {"login": "login2", "password": OTHER})
    answers = [browser.post("/accounts/reauthenticate/", {"password": text}) for text in (NEW, OTHER, OLD)]
    assert [answer.status_code for answer in answers] == [200, 302, 302]


@pytest.mark.parametrize("face", ["app", "browser"])
@pytest.mark.parametrize(("kind", "name"), [("username", "login1"), ("email", EMAIL), ("phone", f"+86{PHONE}")])
def test_apps_do_it_through_the_headless_way_in(jinan, face, kind, name) -> None:
    take(jinan, zhang())

    def signs_in(**said: str) -> tuple[int, list[str]]:
        answer = Client().post(f"/_allauth/{face}/v1/auth/login", said, content_type="application/json")
        return answer.status_code, [error["code"] for error in answer.json().get("errors", [])]

    assert signs_in(**{kind: name}, password=NEW, city="aa") == (400, [f"{kind}_password_mismatch"])
    assert signs_in(**{kind: name}, password=OLD, city="zz") == (400, ["invalid_choice"])
    assert signs_in(**{kind: name}, password=OLD, city="aa") == (200, [])
    assert signs_in(**{kind: name}, password=OLD) == (200, [])
    assert User.objects.count() == 1
