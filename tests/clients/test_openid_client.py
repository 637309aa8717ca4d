"""A city's app on openid-client, in Node."""

from __future__ import annotations

import shutil

import pytest
from allauth.idp.oidc.models import Client

from tests.accounts.identity.relying_party import SECRET
from tests.clients.flows import HERE, Registered, by_openid_client, node, said
from tests.clients.person import app_at, confirm_device

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        shutil.which("node") is None or not (HERE / "node_modules" / "openid-client").is_dir(),
        reason="Node or its packages are not installed (scripts/clients.sh)",
    ),
]
BACK, AFTER = "https://app.qingdao.example.cn/back", "https://app.qingdao.example.cn/bye"


def test_it_signs_in_refreshes_asks_who_it_is_and_signs_out(issuer, browser) -> None:
    app = Registered(issuer, app_at(BACK, AFTER).pk, SECRET, BACK, AFTER)
    assert ":L1" in by_openid_client(app, browser, phone="+8613812345678")


def test_a_kiosk_without_a_keyboard_signs_a_person_in(settings, issuer, browser) -> None:
    settings.IDP_OIDC_DEVICE_CODE_INTERVAL = 1
    client = app_at(BACK, AFTER, type=Client.Type.PUBLIC)
    with node("device", Registered(issuer, client.pk, "-", BACK, AFTER)) as process:
        confirm_device(browser, said(process)["url"])
        learned = said(process)
    assert set(learned["known"]) == {"sub", "name", "locale"}
    assert (learned["again"], learned["turned"]) == (learned["known"], True)
