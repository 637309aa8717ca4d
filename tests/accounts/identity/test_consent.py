from __future__ import annotations

import re

import pytest

from accounts.models import AppKind, AppState, CityApp
from tests.accounts.identity.relying_party import ask, back, exchange, make_client, userinfo
from tests.accounts.journeys import sign_up_by_phone
from tests.factories.catalog import make_city

pytestmark = pytest.mark.django_db(transaction=True)
EVERYTHING = "openid profile phone"


@pytest.fixture
def client(db):
    client = make_client(skip_consent=False)
    CityApp.objects.create(
        city=make_city("qingdao"),
        name={"zh-hans": "青岛通", "en": "Qingdao Pass"},
        purpose={"zh-hans": "预约和查询青岛的办事大厅", "en": "Book and look up Qingdao's service halls"},
        kind=AppKind.WEB,
        state=AppState.APPROVED,
        written_by="user:1",
        decided_by="user:2",
        client=client,
    )
    return client


def allow(browser, page, *scopes: str, action: str = "grant"):
    """Send the form as the page shows it, with these boxes ticked."""
    hidden = re.search(r'name="request" value="([^"]+)"', page.text)
    assert hidden
    fields = {"request": hidden[1], "scopes": list(scopes), "action": action}
    fields["csrfmiddlewaretoken"] = browser.http.cookies["csrftoken"]
    return browser.http.post("/identity/o/authorize", data=fields)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Sign in to Qingdao Pass", "Book and look up", "by a number that no app", "See your phone number"]),
        ("zh-CN", ["登录青岛通", "预约和查询青岛的办事大厅", "专用编号", "查看您的手机号码"]),
    ],
)
def test_the_page_says_who_asks_for_what_in_words(browser, client, language: str, words: list[str]) -> None:
    sign_up_by_phone(browser)
    browser.http.post(
        "/i18n/setlang/",
        data={
            "language": "en" if language == "en" else "zh-hans",
            "csrfmiddlewaretoken": browser.http.cookies["csrftoken"],
        },
    )
    page = ask(browser.http, client, scope=EVERYTHING)
    assert page.status_code == 200
    assert [word for word in words if word not in page.text] == []
    assert "app.qingdao.example.cn" in page.text and "form-action" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("ticked", "told"),
    [
        (["profile", "phone"], {"sub", "name", "locale", "phone_number", "phone_number_verified"}),
        (["profile"], {"sub", "name", "locale"}),
        ([], {"sub"}),
        (["email"], None),
    ],
)
def test_an_app_learns_what_was_ticked_and_no_more(browser, client, ticked: list[str], told: set[str] | None) -> None:
    sign_up_by_phone(browser)
    answer = allow(browser, ask(browser.http, client, scope=EVERYTHING), *ticked)
    if told is None:
        assert answer.status_code == 200 and "Location" not in answer.headers
        return
    tokens = exchange(browser.http, client, back(answer)["code"]).json()
    assert set(userinfo(browser.http, tokens["access_token"]).json()) == told
    assert set(tokens["scope"].split()) == {"openid", *ticked}


def test_who_cancels_goes_back_without_a_code(browser, client) -> None:
    sign_up_by_phone(browser)
    told = back(allow(browser, ask(browser.http, client), action="cancel"))
    assert (told["error"], told["state"], "code" in told) == ("access_denied", "s", False)


def test_another_site_cannot_consent_for_a_person(browser, client) -> None:
    sign_up_by_phone(browser)
    page = ask(browser.http, client)
    browser.http.cookies.delete("csrftoken")
    browser.http.cookies.set("csrftoken", "x" * 32, domain=browser.http.base_url.host)
    assert allow(browser, page).status_code == 403
