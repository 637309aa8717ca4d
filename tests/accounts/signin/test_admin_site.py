from __future__ import annotations

import pytest

from tests.accounts.journeys import sign_up_by_phone

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_admin_site_asks_for_the_same_sign_in(browser) -> None:
    answer = browser.http.get("/admin/login/?next=/admin/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?next=%2Fadmin%2F")


def test_a_resident_is_turned_away_from_it(browser) -> None:
    sign_up_by_phone(browser)
    assert browser.http.get("/admin/login/").status_code == 403


@pytest.mark.parametrize(
    "path",
    ["login/", "signup/", "login/code/", "password/reset/"],
)
def test_the_pages_of_sign_in_are_served(browser, path: str) -> None:
    answer = browser.http.get(f"/accounts/{path}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "csrfmiddlewaretoken" in answer.text
