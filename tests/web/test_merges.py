"""My page tells of accounts that become one, and has the buttons that the letters promise."""

from __future__ import annotations

import pytest

from accounts.models import Merge, MergeBasis, MergeState
from accounts.services.merge_ask import merge_ask
from tests.accounts.merging.people import himself, merged, person
from tests.accounts.presence import show
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db


def test_what_was_asked_for_is_called_off_on_my_page() -> None:
    one, two = person("one"), person("two")
    asked = merge_ask(actor=himself(one), survivor_id=one.pk, absorbed_id=two.pk, basis=MergeBasis.OWNER)
    page = signed_in(two).get("/me/").content.decode()
    assert "此账号将并入您的另一账号。" in page
    assert f"/me/merges/{asked.pk}/cancel/" in page
    answer = signed_in(two).post(f"/me/merges/{asked.pk}/cancel/", follow=True)
    assert "已办理，并已通知您。" in answer.content.decode()
    assert f"/me/merges/{asked.pk}/cancel/" not in answer.content.decode()
    assert Merge.objects.get().state == MergeState.CANCELLED


def test_accounts_are_taken_apart_on_my_page(settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    one, two = person("one"), person("two")
    merge = merged(one, two)
    browser = signed_in(one)
    assert f"/me/merges/{merge.pk}/undo/" in browser.get("/me/").content.decode()
    assert signed_in(two).post(f"/me/merges/{merge.pk}/undo/").headers["Location"].startswith("/sign-in/")
    assert browser.post(f"/me/merges/{merge.pk}/explode/").status_code == 404
    too_late = browser.post(f"/me/merges/{merge.pk}/cancel/", follow=True).content.decode()
    assert "该合并已完成、取消或撤销" in too_late
    asked = browser.post(f"/me/merges/{merge.pk}/undo/")
    assert asked.headers["Location"].startswith("/accounts/2fa/webauthn/reauthenticate/?next=%2Fme%2F")
    show(browser, one).post(f"/me/merges/{merge.pk}/undo/")
    assert Merge.objects.get().state == MergeState.UNDONE
