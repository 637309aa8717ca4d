from __future__ import annotations

import pytest

from tests.accounts.inbox import code_to, mailed_code
from tests.accounts.journeys import EMAIL, PASSWORD, PHONE, sign_out, sign_up_by_email, sign_up_by_phone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two(app, browser):
    """One person on a phone and on a computer."""
    sign_up_by_email(app)
    browser.call("POST", "/auth/login", {"email": EMAIL, "password": PASSWORD})
    return app, browser


def test_the_list_shows_each_session_and_which_is_this_one(two) -> None:
    app, browser = two
    listed = app.call("GET", "/auth/sessions").json()["data"]
    assert [(row["user_agent"], row["is_current"]) for row in listed] == [("app", True), ("browser", False)]
    listed = browser.call("GET", "/auth/sessions").json()["data"]
    assert [(row["user_agent"], row["is_current"]) for row in listed] == [("app", False), ("browser", True)]


@pytest.mark.parametrize("ender", [0, 1], ids=["by the app", "by the browser"])
def test_one_session_ends_the_other(two, ender: int) -> None:
    here, there = two[ender], two[1 - ender]
    assert there.api("GET", "/me/").status_code == 200
    rows = here.call("GET", "/auth/sessions").json()["data"]
    other = next(row["id"] for row in rows if not row["is_current"])
    left = here.call("DELETE", "/auth/sessions", {"sessions": [other]})
    assert [row["is_current"] for row in left.json()["data"]] == [True]
    assert there.api("GET", "/me/").status_code == 401
    assert here.api("GET", "/me/").status_code == 200


def shown(client) -> list[tuple[str, str, bool]]:
    return [
        (row["device"], row["signed_in_by"], row["is_current"]) for row in client.api("GET", "/me/sessions/").json()
    ]


def test_our_api_shows_how_each_was_opened_and_no_address(two) -> None:
    app, browser = two
    app.call("POST", "/auth/reauthenticate", {"password": PASSWORD})
    assert shown(app) == [("Unknown device", "sign_up", True), ("Unknown device", "password", False)]
    assert shown(browser) == [("Unknown device", "password", True), ("Unknown device", "sign_up", False)]
    assert "127.0.0.1" not in app.api("GET", "/me/sessions/").text


def test_our_api_ends_one_and_all_others(two, new_app) -> None:
    app, browser = two
    third = new_app()
    third.call("POST", "/auth/code/request", {"email": EMAIL})
    third.call("POST", "/auth/code/confirm", {"code": mailed_code(EMAIL)})
    assert shown(third)[0] == ("Unknown device", "email", True)
    row = next(row for row in app.api("GET", "/me/sessions/").json() if row["signed_in_by"] == "password")
    assert app.api("POST", f"/me/sessions/{row['id']}/end/").status_code == 204
    assert app.api("POST", f"/me/sessions/{row['id']}/end/").status_code == 404
    assert browser.api("GET", "/me/").status_code == 401
    assert app.api("POST", "/me/sessions/others/end/").status_code == 204
    assert (third.api("GET", "/me/").status_code, shown(app)) == (401, [("Unknown device", "sign_up", True)])


def test_nobody_ends_the_session_of_another_person(app, browser) -> None:
    sign_up_by_email(app)
    sign_up_by_phone(browser)
    foreign = app.call("GET", "/auth/sessions").json()["data"][0]["id"]
    assert browser.call("DELETE", "/auth/sessions", {"sessions": [foreign]}).status_code == 400
    assert app.api("GET", "/me/").status_code == 200


def test_signing_out_ends_the_session_for_good(person) -> None:
    sign_up_by_phone(person)
    key = person.session_key
    sign_out(person)
    answer = person.http.get("/api/v1/me/", headers={"X-Session-Token": key})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_signing_in_changes_the_session_key(browser) -> None:
    browser.call("POST", "/auth/signup", {"phone": PHONE})
    before = browser.session_key
    browser.call("POST", "/auth/phone/verify", {"code": code_to(PHONE)})
    assert browser.session_key not in ("", before)


def test_a_browser_without_csrf_token_changes_nothing(browser) -> None:
    sign_up_by_phone(browser)
    refused = browser.http.request("DELETE", "/_allauth/browser/v1/auth/session")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert browser.api("GET", "/me/").status_code == 200
