from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "path",
    ["login/", "signup/", "login/code/", "password/reset/"],
)
def test_the_pages_of_sign_in_are_served(browser, path: str) -> None:
    answer = browser.http.get(f"/accounts/{path}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "csrfmiddlewaretoken" in answer.text
