"""A city's website on mozilla-django-oidc."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from tests.accounts.identity.relying_party import SECRET
from tests.clients.flows import Registered, by_mozilla, city_website
from tests.clients.person import app_at

pytestmark = pytest.mark.django_db(transaction=True)
BACK, AFTER = "https://www.qingdao.example.cn/oidc/callback/", "https://www.qingdao.example.cn/bye"


def test_it_signs_in_renews_silently_and_signs_out(issuer, browser, tmp_path) -> None:
    client = app_at(BACK, AFTER)
    client.set_scopes(["openid", "email"])
    client.save()
    user = User.objects.get()
    EmailAddress.objects.create(user=user, email="li.na@example.com", verified=True, primary=True)
    app = Registered(issuer, client.pk, SECRET, BACK, AFTER)
    with city_website(app, tmp_path) as city:
        assert "renewed silently" in by_mozilla(app, browser, city)
