"""What the clients of these tests are answered is held against allauth's specification: it does refuse, see here."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.accounts.headless_specification import hold

PATHS = "https://portal.example/_allauth/app/v1"
PERSON = {"id": "7", "display": "Li Na", "has_usable_password": True}
WAYS = {"flows": [{"id": "login"}, {"id": "verify_phone", "is_pending": True}]}


def answer(method: str, path: str, status: int, body: dict[str, Any], kind: str = "application/json") -> httpx.Response:
    return httpx.Response(
        status, json=body, headers={"Content-Type": kind}, request=httpx.Request(method, PATHS + path)
    )


def signed_in(**record: Any) -> dict[str, Any]:
    return {"status": 200, "data": {"user": PERSON, "methods": [record]}, "meta": {"is_authenticated": True}}


@pytest.mark.parametrize(
    "good",
    [
        answer("POST", "/auth/login", 200, signed_in(method="password", at=1795298272.2, email="li.na@example.com")),
        answer("POST", "/auth/login", 401, {"status": 401, "data": WAYS, "meta": {"is_authenticated": False}}),
        answer("POST", "/auth/login", 403, {"code": "guardian_consent_needed"}, "application/problem+json"),
        answer("POST", "/auth/login", 429, {"status": 429}),
    ],
)
def test_what_it_knows_passes(good) -> None:
    assert hold(good) is None


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (answer("POST", "/auth/login", 200, signed_in(method="signup", at=1795298272.2)), "signup"),
        (answer("POST", "/auth/login", 418, {"status": 418}), "the document names"),
        (answer("PATCH", "/auth/login", 200, {}), "no such operation"),
        (answer("POST", "/auth/signing-in", 200, {}), "no such operation"),
        (answer("POST", "/auth/login", 401, {"status": 401, "data": {}, "meta": {}}), "flows"),
    ],
)
def test_what_it_does_not_know_is_refused(bad, why) -> None:
    with pytest.raises(AssertionError, match=why):
        hold(bad)
