"""My page lists the apps of cities that a person has let in, and takes it back."""

from __future__ import annotations

import pytest

from accounts.models import AppConsent
from accounts.services.app_consent_give import app_consent_give
from tests.accounts.identity.relying_party import make_client
from tests.accounts.merging.people import himself, person
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db


def test_an_app_is_listed_with_what_it_may_know_and_withdrawn() -> None:
    one, client = person("one"), make_client("青岛通")
    app_consent_give(
        actor=himself(one), user=one, client=client, asked=["openid", "profile", "phone"], allowed=["openid", "profile"]
    )
    browser = signed_in(one)
    page = browser.get("/me/").content.decode()
    assert "青岛通" in page and f"/me/apps/{client.pk}/end/" in page
    assert "查看您的显示名称和语言" in page
    assert "查看您的手机号码" not in page
    after = browser.post(f"/me/apps/{client.pk}/end/", follow=True).content.decode()
    assert "该应用已退出登录，不再获知您的任何信息。" in after
    assert f"/me/apps/{client.pk}/end/" not in after
    assert not AppConsent.objects.exists()


def test_only_the_person_himself_takes_it_back() -> None:
    one, other, client = person("one"), person("two"), make_client()
    app_consent_give(actor=himself(one), user=one, client=client, asked=["openid"], allowed=["openid"])
    assert signed_in(other).post(f"/me/apps/{client.pk}/end/").status_code == 404
    assert signed_in(None).post(f"/me/apps/{client.pk}/end/").headers["Location"].startswith("/sign-in/")
    assert AppConsent.objects.count() == 1
