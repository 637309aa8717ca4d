"""Plain HTTP clients as an app and as a browser would be: no Django test client, only what goes over the wire.

Each answer of the headless API is held against allauth's specification of it.
"""

from __future__ import annotations

from typing import Any

import httpx

from tests.accounts import headless_specification


class AppClient:
    """Carries the session token in a header."""

    kind = "app"

    def __init__(self, base_url: str) -> None:
        # Nothing here is https, and to load every root certificate for each client takes longer than most tests.
        self.http = httpx.Client(
            base_url=base_url,
            headers={"Accept-Language": "en", "User-Agent": "app"},
            verify=False,  # noqa: S501
        )
        self.token = ""

    def _headers(self) -> dict[str, str]:
        return {"X-Session-Token": self.token} if self.token else {}

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        """Call a headless path (after ``/_allauth/<kind>/v1``) and keep the session token that is given out."""
        answer = self.http.request(method, f"/_allauth/{self.kind}/v1{path}", json=body, headers=self._headers())
        headless_specification.hold(answer)
        if answer.headers["Content-Type"] == "application/json":
            self.token = answer.json().get("meta", {}).get("session_token", self.token)
        return answer

    def api(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Call ``/api/v1``."""
        headers = {**self._headers(), **options.pop("headers", {})}
        return self.http.request(method, f"/api/v1{path}", headers=headers, **options)

    @property
    def session_key(self) -> str:
        """The session that this client is in."""
        return self.token


class BrowserClient(AppClient):
    """Carries cookies, and the CSRF token that the cookie holds on every write."""

    kind = "browser"

    def __init__(self, base_url: str) -> None:
        super().__init__(base_url)
        self.http.headers["User-Agent"] = "browser"
        self.http.get("/_allauth/browser/v1/config")

    def _headers(self) -> dict[str, str]:
        return {"X-CSRFToken": self.http.cookies.get("csrftoken", "")}

    @property
    def session_key(self) -> str:
        return self.http.cookies.get("sessionid", "")


def pending(answer: httpx.Response) -> list[str]:
    """Return the steps that a 401 says are still to do."""
    assert answer.status_code == 401, answer.text
    return [flow["id"] for flow in answer.json()["data"]["flows"] if flow.get("is_pending")]


def codes(answer: httpx.Response) -> list[str]:
    """Return the codes of the errors in a 4xx answer."""
    return [error["code"] for error in answer.json().get("errors", [])]
