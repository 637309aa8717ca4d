"""A person in a browser, who goes to his city and comes back."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

from accounts.models import AccountChange, CityLink, Claiming, Identifier, User
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.accounts.upstream.city import City

LEAVE, BACK = "/accounts/city/aa/", "/accounts/city/aa/back/"


def new_browser() -> Client:
    return Client(headers={"accept-language": "en"})


def leave(browser: Client, **form: str) -> str:
    """Press the button; returns the address at the city."""
    page = browser.post(LEAVE, form)
    assert page.status_code == 200, page.content
    found = re.search(r'content="0;url=([^"]+)"', page.content.decode())
    assert found
    return unescape(found[1])


def come_back(browser: Client, answer: dict[str, str]) -> Any:
    return browser.get(BACK, answer)


def sign_in(browser: Client, city: City, sub: str = "wei", **form: str) -> Any:
    """Go the whole way; returns the answer of the way back."""
    return come_back(browser, city.let_in(leave(browser, **form), sub))


def person_in(browser: Client) -> User | None:
    """Return who is signed in there."""
    key = browser.session.get("_auth_user_id")
    return User.objects.get(pk=key) if key else None


def standing() -> dict[str, Any]:
    """Return all that a sign-in could have written."""
    return {
        "users": list(User.objects.order_by("pk").values("pk", "password", "is_active", "session_epoch")),
        "links": list(CityLink.objects.order_by("pk").values("pk", "user", "ended_at", "last_used_at")),
        "identifiers": list(Identifier.objects.order_by("pk").values("pk", "user", "verified_at")),
        "claimings": list(Claiming.objects.order_by("pk").values("pk", "user", "state")),
        "changes": AccountChange.objects.count(),
        "audit": AuditEntry.objects.filter(refused=False).count(),
        "events": OutboxEvent.objects.count(),
    }
