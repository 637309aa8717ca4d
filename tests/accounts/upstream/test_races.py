"""Two first sign-ins with one city's account at the same moment: one person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from accounts.models import CityLink, User
from accounts.services.city_sign_in import city_sign_in
from accounts.upstream import finding
from accounts.upstream.exchange import Said

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20
MODULE = "accounts.services.city_sign_in"


def at_once(provider, monkeypatch, *, locked: bool) -> list[str]:
    """Let two look for the link at the same time; returns whose account each is in, or what went wrong."""
    met = Barrier(2)
    look = finding.live_link

    def meeting(index: bytes) -> CityLink | None:
        found = look(index)
        if not locked:
            met.wait(PATIENCE)
        return found

    monkeypatch.setattr(f"{MODULE}.live_link", meeting)
    if not locked:
        monkeypatch.setattr(f"{MODULE}.hold", lambda index: None)

    def enter() -> str:
        said = Said(provider.issuer, "wei", {"name": "张伟"})
        try:
            return str(city_sign_in(provider_id=provider.pk, said=said, language="zh-hans").user.pk)
        except IntegrityError:
            return "refused by the database"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return [each.result(PATIENCE) for each in [pool.submit(enter), pool.submit(enter)]]


def test_without_the_lock_one_of_them_fails(provider, monkeypatch) -> None:
    assert "refused by the database" in at_once(provider, monkeypatch, locked=False)
    assert (User.objects.count(), CityLink.objects.count()) == (1, 1)


def test_with_it_both_are_in_the_same_account(provider, monkeypatch) -> None:
    assert len(set(at_once(provider, monkeypatch, locked=True))) == 1
    assert (User.objects.count(), CityLink.objects.count()) == (1, 1)
