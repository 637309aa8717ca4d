"""A city's website on mozilla-django-oidc."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from tests.accounts.identity.relying_party import SECRET
from tests.clients.person import app_at, consent, sign_out
from tests.kernel.engines.harness import ROOT, free_port

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = "https://www.qingdao.example.cn/bye"


@pytest.fixture
def city(issuer, browser, tmp_path) -> Iterator[httpx.Client]:
    """The city's website, as the same browser sees it."""
    port = free_port()
    client = app_at(f"http://127.0.0.1:{port}/oidc/callback/", AFTER)
    client.set_scopes(["openid", "email"])
    client.save()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.clients.mozilla.settings"}
    environment["CITY_DATABASE"] = str(tmp_path / "city.sqlite3")
    environment |= {"OIDC_ISSUER": issuer, "OIDC_CLIENT": client.pk, "OIDC_SECRET": SECRET, "OIDC_AFTER": AFTER}
    command = [sys.executable, "-m", "tests.clients.mozilla.serve", str(port)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == "ready\n", process.stderr.read()
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as seen:
            yield seen
    finally:
        process.kill()
        process.communicate()


def test_it_signs_in_renews_silently_and_signs_out(browser, city) -> None:
    user = User.objects.get()
    EmailAddress.objects.create(user=user, email="li.na@example.com", verified=True, primary=True)
    asked = city.get("/oidc/authenticate/").headers["Location"]
    home = city.get(consent(browser, asked))
    assert home.headers["Location"] == "/", home.text
    # Its session is renewed with every page: the provider is asked without a word to the person.
    silent = city.get("/")
    assert silent.status_code == 302 and "prompt=none" in silent.headers["Location"]
    renewed = city.get(consent(browser, silent.headers["Location"]))
    assert renewed.status_code == 302 and "failed" not in renewed.headers["Location"]
    left = city.post("/oidc/logout/")
    assert left.status_code == 302, left.text
    leave = left.headers["Location"]
    assert sign_out(browser, leave) == AFTER
    assert browser.api("GET", "/me/").status_code == 401
    assert city.get("/").json() == {"email": None}
