"""What people do first, so that a test can begin later."""

from __future__ import annotations

from tests.accounts.clients import AppClient
from tests.accounts.inbox import code_to, mailed_code

PHONE = "+8613812345678"
EMAIL = "li.na@example.com"
PASSWORD = "harbour-bridge-47"


def sign_up_by_phone(client: AppClient, phone: str = PHONE) -> str:
    """Open an account with a number; returns the user's id."""
    client.call("POST", "/auth/signup", {"phone": phone})
    answer = client.call("POST", "/auth/phone/verify", {"code": code_to(phone)})
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["user"]["id"]


def sign_up_by_email(client: AppClient, email: str = EMAIL, password: str = PASSWORD) -> str:
    """Open an account with an address and a password; returns the user's id."""
    client.call("POST", "/auth/signup", {"email": email, "password": password})
    answer = client.call("POST", "/auth/email/verify", {"key": mailed_code(email)})
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["user"]["id"]


def sign_out(client: AppClient) -> None:
    """End the session."""
    assert client.call("DELETE", "/auth/session").status_code == 401
    client.token = ""
