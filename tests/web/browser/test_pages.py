"""Every page, on a phone and on a desk, in both languages: nothing grave for axe, too small to hit, or sideways."""

from __future__ import annotations

import pytest

from accounts.services.demo_accounts import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.long]
ITEM = "002017170002"
PAGES = {
    "home": "/",
    "city": "/city/",
    "items": "/items/",
    "search": "/items/?q=公积金&audience=person",
    "nothing": "/items/?q=zzzz",
    "topic": "/topics/housing_fund/",
    "matter": f"/items/{ITEM}/",
    "elsewhere": f"/items/{ITEM}/?city=zaozhuang",
    "not-listed": f"/items/{ITEM}/?city=heze",
    "compare": f"/items/{ITEM}/compare/",
    "life-events": "/life-events/",
    "life-event": "/life-events/newborn/",
    "sign-in": "/sign-in/",
    "password": "/accounts/login/",
    "sign-up": "/accounts/signup/",
    "reset": "/accounts/password/reset/",
    "messages": "/demonstration/messages/",
    "problems": "/problems/",
    "problem": "/problems/unknown_city/",
    "recover": "/recover/",
}
OWN_PAGES = {
    "me": "/me/",
    "profile": "/me/profile/",
    "my-data": "/me/data/",
    "my-data-all": "/me/data/all/",
    "closing": "/me/data/closing/",
    "email": "/accounts/email/",
    "phone": "/accounts/phone/change/",
    "change-password": "/accounts/password/change/",
    "second-factor": "/accounts/2fa/",
    "totp": "/accounts/2fa/totp/activate/",
    "passkeys": "/accounts/2fa/webauthn/",
    "add-passkey": "/accounts/2fa/webauthn/add/",
}
SIZES = [("zh", 1280), ("en", 390)]


@pytest.mark.parametrize(("language", "width"), SIZES)
def test_public_pages(visit, language, width) -> None:
    person = visit(language, width)
    person.context.add_cookies([{"name": "city", "value": "jinan", "url": person.url}])
    for name, path in PAGES.items():
        person.go(path)
        person.look(name)


@pytest.mark.parametrize(("language", "width"), SIZES)
def test_a_resident_s_own_pages(visit, language, width) -> None:
    person = visit(language, width)
    person.sign_in_by_phone()
    chosen = {"zh": "zh-hans", "en": "en"}[language]
    person.context.add_cookies([{"name": "django_language", "value": chosen, "url": person.url}])
    page = person.go("/accounts/2fa/totp/activate/")  # asks again who is there
    person.look("reauthenticate")
    page.fill("input[name=password]", PASSWORD)
    page.click("form.card button")
    page.wait_for_url("**/totp/activate/")
    for name, path in OWN_PAGES.items():
        person.go(path)
        person.look(name)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_large_text_on_a_small_phone(visit, language) -> None:
    person = visit(language, 360)
    person.context.add_cookies([{"name": "text", "value": "large", "url": person.url}])
    for name in ("home", "items", "matter", "compare", "city", "sign-in"):
        person.go(PAGES[name])
        person.look(f"large-{name}")


def test_dark(visit) -> None:
    person = visit("zh", 390, color_scheme="dark")
    for name in ("home", "items", "matter", "not-listed", "compare", "city", "sign-in"):
        person.go(PAGES[name])
        person.look(f"dark-{name}")


def test_a_matter_on_paper_holds_what_to_bring_and_where_to_go(visit) -> None:
    person = visit("zh", 800)
    page = person.go(PAGES["matter"])
    page.emulate_media(media="print")
    hidden = [".top", ".tabs", ".foot", ".place", ".apply", ".jump"]
    assert [page.locator(part).first.is_visible() for part in hidden] == [False] * len(hidden)
    assert [page.locator(part).is_visible() for part in ("#materials", "#where", "#conditions")] == [True] * 3
    page.screenshot(path=person._screenshot_path("matter-print"), full_page=True)
