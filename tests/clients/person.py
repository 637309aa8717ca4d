"""A person in a browser, who signs in to an app with the portal's account and signs out of it again."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import httpx
from allauth.idp.oidc.models import Client

from tests.accounts.clients import AppClient
from tests.accounts.identity.relying_party import make_client


def app_at(back: str, after: str, **facts: object) -> Client:
    """Register an app that asks for consent."""
    client = make_client("青岛通", skip_consent=False, **facts)
    client.set_redirect_uris([back])
    client.set_post_logout_redirect_uris([after])
    client.save()
    return client


def _form(browser: AppClient, page: httpx.Response, **fields: object) -> httpx.Response:
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    token = browser.http.cookies["csrftoken"]
    address = str(page.url).partition("?")[0] if "request" in hidden else str(page.url)
    return browser.http.post(address, data={**hidden, **fields, "csrfmiddlewaretoken": token})


def consent(browser: AppClient, url: str) -> str:
    """Open the provider's page and go on with everything ticked; returns where the browser is sent."""
    page = browser.http.get(url)
    if page.status_code == 302:
        return page.headers["Location"]
    assert "Sign in to" in page.text, page.text
    ticked = re.findall(r'name="scopes" value="([^"]+)"', page.text)
    answer = _form(browser, page, scopes=ticked, action="grant")
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def confirm_device(browser: AppClient, url: str) -> None:
    """Say that the device shows this very code."""
    page = browser.http.get(url)
    answer = _form(browser, page, action="confirm")
    assert answer.status_code == 200 and "Device Authorized" in answer.text, answer.text


def sign_out(browser: AppClient, url: str) -> str:
    """Open the provider's page for signing out and do so; returns where the browser is sent."""
    page = browser.http.get(url)
    assert page.status_code == 200, page.headers
    answer = _form(browser, page, action="logout")
    assert answer.status_code == 302, answer.text
    return urljoin(url, answer.headers["Location"])
