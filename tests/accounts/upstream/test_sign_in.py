"""A person signs in with his city's account: the account that this opens, and none that it does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from accounts.identifiers import IdentifierType
from accounts.levels import level_of
from accounts.models import AccountChange, CityLink, Claiming, Identifier, User
from accounts.services import SuspensionReason, identifier_prove, phone_prove, user_suspend
from accounts.services.abandoned_remove import abandoned_remove
from accounts.services.password_set import password_set
from accounts.signin.session_list import sessions_of
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.models import AuditEntry
from tests.accounts.claiming.olds import enter, md5_row, take
from tests.accounts.intake.people import EMAIL, PHONE, ZHANG, proved, reached
from tests.accounts.merging.people import merged, person
from tests.accounts.presence import let_presence_pass
from tests.accounts.signin.test_second_factor import totp
from tests.accounts.upstream.conftest import make_provider
from tests.accounts.upstream.travel import leave, new_browser, person_in, sign_in, standing
from tests.factories.catalog import make_city
from tests.factories.staff import make_proof

pytestmark = pytest.mark.django_db
OLD, NEW = "dongfang-1987", "mountain-lake-83"


def zhang(old_id: str = "1", **fields: str) -> dict[str, str]:
    return {**md5_row(old_id, OLD), **proved(old_id, **reached()), **fields}


def test_a_newcomer_gets_an_account_of_level_one(provider, city) -> None:
    city.more["wei"] = {"name": "张伟", "resident_id": ZHANG, "phone_number": f"+86{PHONE}"}
    browser = new_browser()
    answer = sign_in(browser, city, next="/items/")
    assert (answer.status_code, answer["Location"]) == (302, "/items/")
    user = person_in(browser)
    assert user is not None and User.objects.get() == user
    assert (user.resident.display_name, level_of(user), user.has_usable_password()) == ("张伟", 1, False)
    said = Identifier.objects.filter(user=user)
    assert {(each.type, each.value, each.verified_at) for each in said} == {
        ("resident_id", ZHANG, None),
        ("phone", f"+86{PHONE}", None),
    }
    link = CityLink.objects.get()
    assert (link.user, link.city, link.issuer, link.subject, link.basis) == (
        user,
        provider.city,
        city.issuer,
        "wei",
        "new",
    )
    assert AuditEntry.objects.filter(action="accounts.city_link.make").count() == 1
    assert [each.signed_in_by for each in sessions_of(user, browser.session.session_key)] == ["sign_up"]


def test_the_same_city_account_opens_the_same_account_again(provider, city) -> None:
    sign_in(new_browser(), city)
    again = new_browser()
    sign_in(again, city)
    user = User.objects.get()
    assert person_in(again) == user
    assert sessions_of(user, again.session.session_key)[0].signed_in_by == "city"
    other = new_browser()
    sign_in(other, city, "na")
    assert person_in(other) != person_in(again) and CityLink.objects.count() == 2


def test_an_old_account_of_the_city_opens_with_its_whole_claim(provider, city, town) -> None:
    take(town, zhang())
    city.more["wei"] = {"old_id": "1"}
    browser = new_browser()
    sign_in(browser, city)
    user, claiming = person_in(browser), Claiming.objects.get()
    assert user is not None and (claiming.user, claiming.basis, claiming.state) == (user, "city_first", "held")
    assert user.resident.display_name == "张伟" and CityLink.objects.get().basis == "old_account"
    assert {each.value for each in Identifier.objects.filter(user=user, verified_at=None)} == {
        ZHANG,
        f"+86{PHONE}",
        EMAIL,
    }
    # The account has no password that the old one could be: its old name opens nothing beside the city's account.
    assert enter("login1", OLD) is None
    sign_in(new_browser(), city)
    assert User.objects.count() == 1


def test_who_signed_in_with_the_old_password_before_is_found(provider, city, town) -> None:
    take(town, zhang())
    user = enter("login1", OLD)
    city.more["wei"] = {"old_id": "1"}
    browser = new_browser()
    sign_in(browser, city)
    assert person_in(browser) == user and User.objects.count() == 1
    assert AccountChange.objects.filter(user=user, kind="city_linked").count() == 1


def test_it_opens_no_account_that_the_old_password_would_not_open(provider, city, town) -> None:
    take(town, zhang())
    user = enter("login1", OLD)
    assert user is not None
    password_set(user=user, password=NEW)
    city.more["wei"] = {"old_id": "1"}
    before, browser = standing(), new_browser()
    answer = sign_in(browser, city)
    assert (answer.status_code, person_in(browser), standing()) == (409, None, before)
    assert "You have an account here already" in answer.content.decode()


@pytest.mark.parametrize("fault", ["disabled", "conflict", "proved"])
def test_what_a_window_decides_about_is_left_to_it(provider, city, town, fault: str) -> None:
    if fault == "conflict":
        take(town, zhang(), zhang("2", name="李娜"))
    else:
        take(town, zhang(disabled="yes") if fault == "disabled" else zhang())
    if fault == "proved":
        other = person("other")
        identifier_prove(user=other, identifier_type=IdentifierType.RESIDENT_ID, value=ZHANG, method="window")
    city.more["wei"] = {"old_id": "2" if fault == "conflict" else "1"}
    before, browser = standing(), new_browser()
    answer = sign_in(browser, city)
    assert (answer.status_code, person_in(browser), standing()) == (409, None, before)


def test_a_number_a_name_or_an_id_that_somebody_has_opens_nothing_of_his(provider, city) -> None:
    other = person("zhang.wei")
    phone_prove(user=other, phone=f"+86{PHONE}")
    identifier_prove(user=other, identifier_type=IdentifierType.RESIDENT_ID, value=ZHANG, method="window")
    city.more["wei"] = {"name": "张伟", "resident_id": ZHANG, "phone_number": f"+86{PHONE}", "email": "x@example.com"}
    browser = new_browser()
    sign_in(browser, city)
    assert person_in(browser) not in (None, other)
    assert not CityLink.objects.filter(user=other).exists()


def test_after_a_merge_it_opens_the_whole_person(provider, city, settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    sign_in(new_browser(), city)
    part, whole = User.objects.get(), person("whole")
    make_proof(whole)
    merged(whole, part)
    browser = new_browser()
    answer = sign_in(browser, city)
    # The survivor's own second factor is asked, and everything is his.
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert CityLink.objects.get().user == whole


def test_a_suspended_person_is_refused(provider, city) -> None:
    sign_in(new_browser(), city)
    user = User.objects.get()
    user_suspend(actor=SYSTEM, user=user, reason=SuspensionReason.STOLEN)
    browser = new_browser()
    answer = sign_in(browser, city)
    assert person_in(browser) is None and answer.status_code in (302, 403)
    assert sessions_of(user, "") == []


def test_our_second_factor_is_still_asked(provider, city) -> None:
    sign_in(new_browser(), city)
    user = User.objects.get()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    browser = new_browser()
    answer = sign_in(browser, city)
    assert (answer["Location"], person_in(browser)) == ("/accounts/2fa/authenticate/", None)


@pytest.mark.parametrize("what", ["link", "system", "nothing"])
def test_what_ended_during_the_second_factor_opens_nothing(provider, city, what: str) -> None:
    sign_in(new_browser(), city)
    user = User.objects.get()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    browser = new_browser()
    sign_in(browser, city)
    if what == "link":
        CityLink.objects.update(ended_at=clock.now())
    if what == "system":
        type(provider).objects.update(state="ended")
    browser.post("/accounts/2fa/authenticate/", {"code": totp(secret)})
    assert person_in(browser) == (user if what == "nothing" else None)
    assert (browser.get("/api/v1/me/").status_code == 200) is (what == "nothing")


def test_out_of_its_term_it_is_no_way_in(provider, city) -> None:
    for day in (provider.ends_at, provider.begins_at - timedelta(seconds=1)):
        with clock.frozen(day):
            assert new_browser().post("/accounts/city/aa/").status_code == 404
    browser = new_browser()
    address = leave(browser)
    provider.state = "ended"
    provider.save()
    before = standing()
    assert browser.get("/accounts/city/aa/back/", city.let_in(address, "wei")).status_code == 404
    assert standing() == before


def test_it_shows_that_one_is_there_only_while_the_city_has_just_asked(provider, city) -> None:
    browser = new_browser()
    sign_in(browser, city)
    let_presence_pass(browser)
    assert browser.get("/accounts/2fa/webauthn/add/").status_code == 302
    sign_in(again := new_browser(), city)
    assert again.get("/accounts/2fa/webauthn/add/").status_code == 200
    city.claims = {"auth_time": None}
    sign_in(silent := new_browser(), city)
    assert silent.get("/accounts/2fa/webauthn/add/").status_code == 302


def test_such_an_account_is_no_abandoned_one(provider, city) -> None:
    sign_in(new_browser(), city)
    with clock.frozen(clock.now() + timedelta(days=30)):
        abandoned_remove()
    assert User.objects.count() == 1


def test_the_page_of_sign_in_offers_the_cities_and_many_of_them_behind_one_button(provider, city) -> None:
    page = new_browser().get("/sign-in/").content.decode()
    assert 'action="/accounts/city/aa/"' in page and "With Pass of A" in page and "<details" not in page
    for slug in ("jinan", "qingdao"):
        make_provider(make_city(slug), city.issuer)
    page = new_browser().get("/accounts/login/?next=/items/").content.decode()
    assert page.count('action="/accounts/city/') == 3 and "With a city&#x27;s account" in page.replace("'", "&#x27;")
    provider.state = "ended"
    provider.save()
    assert 'action="/accounts/city/aa/"' not in new_browser().get("/sign-in/").content.decode()
