"""A city's app on authlib."""

from __future__ import annotations

import pytest

from tests.accounts.identity.relying_party import SECRET
from tests.clients.flows import Registered, by_authlib
from tests.clients.person import app_at

pytestmark = pytest.mark.django_db(transaction=True)
BACK, AFTER = "https://app.qingdao.example.cn/back", "https://app.qingdao.example.cn/bye"


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_it_signs_in_refreshes_asks_who_it_is_and_signs_out(issuer, browser, method: str) -> None:
    app = Registered(issuer, app_at(BACK, AFTER).pk, SECRET, BACK, AFTER)
    assert ":L1" in by_authlib(app, browser, phone="+8613812345678", method=method)
