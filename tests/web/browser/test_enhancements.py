"""What scripts add to pages that work without them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.services.demo_accounts import PASSWORD

pytestmark = pytest.mark.django_db


def test_the_list_follows_while_somebody_types_and_says_so(visit) -> None:
    person = visit("zh")
    page = person.go("/items/")
    page.locator("#q").press_sequentially("护照")
    expect(page.locator("#results a.item .name").first).to_contain_text("护照")
    expect(page.locator("#announce")).to_contain_text("项")
    expect(page.locator("#q")).to_be_focused()
    assert page.url.endswith("/items/?q=%E6%8A%A4%E7%85%A7")
    page.reload()
    expect(page.locator("#q")).to_have_value("护照")


def test_unfinished_pinyin_is_not_searched_for(visit) -> None:
    person = visit("zh")
    page = person.go("/items/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "?q=" in request.url else None)
    keyboard = person.context.new_cdp_session(page)
    page.locator("#q").focus()
    keyboard.send("Input.imeSetComposition", {"text": "huzhao", "selectionStart": 6, "selectionEnd": 6})
    expect(page.locator("#q")).to_have_value("huzhao")
    keyboard.send("Input.insertText", {"text": "护照"})
    expect(page.locator("#results a.item .name").first).to_contain_text("护照")
    assert [url.rpartition("?q=")[2] for url in asked] == ["%E6%8A%A4%E7%85%A7"]


def test_more_matters_join_the_list_and_the_keyboard_goes_on_with_them(visit) -> None:
    person = visit("en")
    page = person.go("/items/")
    matters = page.locator("#results a.item:not([hx-get])")
    expect(matters).to_have_count(20)
    page.locator(".more-row a").focus()
    page.keyboard.press("Enter")
    expect(matters).to_have_count(40)
    expect(matters.nth(20)).to_be_focused()
    assert page.url.endswith("/items/")


def test_back_from_a_matter_finds_the_search_again(visit) -> None:
    page = visit("zh").go("/items/")
    page.locator("#q").press_sequentially("护照")
    page.wait_for_url("**/items/?q=%E6%8A%A4%E7%85%A7")
    page.locator("#results a.item").first.click()
    page.wait_for_url("**/items/0*/")
    page.go_back()
    expect(page.locator("#results a.item").first).to_contain_text("护照")


def test_the_position_chooses_the_city(visit) -> None:
    person = visit("zh", permissions=["geolocation"], geolocation={"latitude": 36.0986, "longitude": 120.3719})
    page = person.go("/city/?next=/items/")
    page.get_by_role("button", name="定位我所在的城市").click()
    page.wait_for_url("**/items/")
    expect(page.locator("#city-chip")).to_contain_text("青岛市")
    expect(page.get_by_role("status").first).to_contain_text("您在青岛市。")


def test_a_refused_position_is_said(visit) -> None:
    page = visit("en").go("/city/")
    page.get_by_role("button", name="Use my position").click()
    expect(page.locator("#locate-status")).to_contain_text("Choose your city from the list")
    expect(page.get_by_role("button", name="Use my position")).to_be_enabled()


def test_a_passkey_is_added_and_signs_in(visit) -> None:
    person = visit("en")
    person.sign_in_by_phone()
    page = person.page
    person.context.add_cookies([{"name": "django_language", "value": "en", "url": person.url}])
    device = person.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    person.go("/accounts/2fa/webauthn/add/")
    page.locator("input[name=password]").fill(PASSWORD)  # adding a key asks again who is there
    page.get_by_role("button", name="Confirm").click()
    page.locator("input[name=name]").fill("My phone")
    expect(page.locator("input[name=passwordless]")).to_be_checked()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "/add/" not in url)
    person.look("recovery-codes")
    person.go("/accounts/2fa/webauthn/")
    expect(page.locator(".settings li")).to_contain_text("My phone")
    person.look("passkeys-one")
    person.go("/me/")
    expect(page.locator(".settings li", has_text="Passkeys").locator(".value")).to_have_text("1")

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(person.url + "/")
    person.go("/sign-in/")
    page.get_by_role("button", name="With a passkey").click()
    page.wait_for_url("**/me/")
    expect(page.get_by_role("heading", level=1)).to_have_text("王小鲁")
