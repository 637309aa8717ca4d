from __future__ import annotations

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from accounts.models import Resident, User
from tests.accounts.inbox import code_to
from tests.web.conftest import PASSWORD
from tests.web.reading import Page

PHONE = "+8613800138000"
pytestmark = pytest.mark.usefixtures("cities")


def _named(page: Page, action: str) -> dict[str, str]:
    """Return the fields that a browser would send with the form of an action, as they stand."""
    inside = page.html.split(f'action="{action}"')[1].split("</form>")[0]
    return {
        field.attributes["name"]: field.attributes.get("value", "")
        for field in Page(html=inside).all("input")
        if "name" in field.attributes
    }


def test_a_newcomer_opens_an_account_by_phone_and_comes_back_by_code(zh) -> None:
    page = Page(zh.get("/accounts/signup/"))
    form = _named(page, "/accounts/signup/") | {"phone": "138 0013 8000"}
    answer = zh.post("/accounts/signup/", form, follow=True)
    assert Page(answer).one("h1").text == "输入验证码"
    answer = zh.post("/accounts/phone/verify/", {"code": code_to(PHONE)}, follow=True)
    assert answer.redirect_chain[-1][0] == "/me/" and "138****8000" in Page(answer).says()
    assert Resident.objects.get(user=User.objects.with_phone(PHONE).get()).language == "zh-hans"
    zh.post("/accounts/logout/")

    page = Page(zh.get("/sign-in/?next=/items/"))
    form = _named(page, "/accounts/login/code/") | {"phone": "13800138000"}
    answer = zh.post("/accounts/login/code/", form, follow=True)
    page = Page(answer)
    assert "六位验证码正在发送" in page.says() and "/demonstration/messages/" in page.links()
    form = _named(page, "/accounts/login/code/confirm/") | {"code": code_to(PHONE)}
    answer = zh.post("/accounts/login/code/confirm/", form)
    assert answer["Location"] == "/items/"


def test_a_wrong_number_is_said_beside_its_field(en) -> None:
    page = Page(en.post("/accounts/login/code/", {"phone": "12"}))
    field = page.one("input", name="phone")
    assert field.attributes["value"] == "12" and field.attributes["aria-invalid"] == "true"
    assert page.one("div", id=field.attributes["aria-describedby"]).text == "Enter a valid phone number."


def test_password_and_address(en, resident) -> None:
    page = Page(en.get("/accounts/login/"))
    assert [label.text for label in page.all("label")] == [
        "Phone number, e-mail address, document number or old user name",
        "Password",
        "City of your old account",
    ]
    answer = en.post("/accounts/login/", {"login": "wang.xiaolu@example.com", "password": "no"})
    assert page.all("div", role="alert") == [] and Page(answer).one("div", role="alert").text.strip() != ""
    assert answer.status_code == 200
    answer = en.post("/accounts/login/", {"login": "wang.xiaolu@example.com", "password": PASSWORD})
    assert answer.status_code == 302


def test_every_way_is_offered_and_the_passkey_only_with_scripts(en) -> None:
    page = Page(en.get("/sign-in/"))
    assert {"/accounts/login/", "/accounts/signup/"} <= set(page.links())
    [way] = [each for each in page.all("div") if "needs-js" in each.attributes.get("class", "")]
    assert way.text.split("or")[0].strip() == "With a passkey"
    assert page.html.index("With a passkey") < page.html.index('name="phone"')


def test_who_is_signed_in_goes_on(signed_in) -> None:
    assert signed_in.get("/sign-in/")["Location"] == "/me/"
    assert signed_in.get("/sign-in/?next=/items/")["Location"] == "/items/"
    assert signed_in.get("/sign-in/?next=https://evil.example/")["Location"] == "/me/"


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/email/",
        "/accounts/phone/change/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/2fa/webauthn/",
        "/accounts/sessions/",
        "/accounts/logout/",
        "/accounts/reauthenticate/",
    ],
)
def test_account_pages_wear_our_frame_in_chinese(resident, client, address) -> None:
    client.post("/accounts/login/", {"login": "wang.xiaolu@example.com", "password": PASSWORD})
    answer = client.get(address)
    page = Page(answer)
    assert answer.status_code == 200
    assert page.one("html").attributes["lang"] == "zh-Hans" and page.one("a", class_="brand")
    assert len(page.all("h1")) == 1 and page.one("nav", class_="tabs").text.count("我的") == 1


def test_the_second_factor_takes_a_recovery_code_and_offers_no_passkey_that_nobody_has(en, resident) -> None:
    TOTP.activate(resident, generate_totp_secret())
    codes = RecoveryCodes.activate(resident).get_unused_codes()
    answer = en.post("/accounts/login/", {"login": "wang.xiaolu@example.com", "password": PASSWORD}, follow=True)
    page = Page(answer)
    assert page.one("h1").text == "Confirm that it is you" and "one of your recovery codes" in page.says()
    assert [button.text for button in page.all("button") if "main" in button.within] == ["Sign in", "Cancel"]
    answer = en.post("/accounts/2fa/authenticate/", {"code": codes[0]}, follow=True)
    assert answer.redirect_chain[-1][0] == "/me/"
