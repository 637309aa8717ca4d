"""A city's app on openid-client, in Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from allauth.idp.oidc.models import Client

from tests.accounts.identity.relying_party import SECRET, userinfo
from tests.clients.person import app_at, confirm_device, consent, sign_out

HERE = Path(__file__).parent
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        shutil.which("node") is None or not (HERE / "node_modules" / "openid-client").is_dir(),
        reason="Node or its packages are not installed (scripts/clients.sh)",
    ),
]
BACK, AFTER = "https://app.qingdao.example.cn/back", "https://app.qingdao.example.cn/bye"


@contextmanager
def running(flow: str, issuer: str, client: Client, secret: str) -> Iterator[subprocess.Popen[str]]:
    command = ["node", "openid_client.mjs", flow, issuer, client.pk, secret, BACK, AFTER]
    process = subprocess.Popen(
        command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str], answer: str = "") -> dict:
    """Answer the app, and return what it says next."""
    assert process.stdin and process.stdout and process.stderr
    if answer:
        process.stdin.write(f"{answer}\n")
        process.stdin.flush()
    line = process.stdout.readline()
    assert line, process.stderr.read()
    return json.loads(line)


def test_it_signs_in_refreshes_asks_who_it_is_and_signs_out(issuer, browser) -> None:
    client = app_at(BACK, AFTER)
    with running("code", issuer, client, SECRET) as app:
        learned = said(app, consent(browser, said(app)["url"]))
    assert learned["claims"]["acr"].endswith(":L1") and learned["claims"]["sub"] == learned["known"]["sub"]
    assert learned["known"]["phone_number"] == "+8613812345678"
    assert (learned["again"], learned["turned"]) == (learned["known"], True)
    assert userinfo(browser.http, learned["access_token"]).status_code == 200
    assert sign_out(browser, learned["leave"]) == AFTER
    assert userinfo(browser.http, learned["access_token"]).status_code == 401
    assert browser.api("GET", "/me/").status_code == 401


def test_a_kiosk_without_a_keyboard_signs_a_person_in(settings, issuer, browser) -> None:
    settings.IDP_OIDC_DEVICE_CODE_INTERVAL = 1
    client = app_at(BACK, AFTER, type=Client.Type.PUBLIC)
    with running("device", issuer, client, "-") as app:
        confirm_device(browser, said(app)["url"])
        learned = said(app)
    assert set(learned["known"]) == {"sub", "name", "locale"}
    assert (learned["again"], learned["turned"]) == (learned["known"], True)
