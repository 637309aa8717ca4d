from __future__ import annotations

import pytest

from accounts.roles import Role
from services_portal.kernel.models import AuditEntry
from tests.factories.staff import make_staff, make_user, signed_in

pytestmark = pytest.mark.django_db


def address(user) -> str:
    return f"/admin/accounts/user/{user.pk}/standing/"


def test_the_province_suspends_and_restores() -> None:
    user, province = make_user(), make_staff(Role.PROVINCE_ADMIN)
    theirs, browser = signed_in(user), signed_in(province)
    assert "Suspend…" in browser.get(f"/admin/accounts/user/{user.pk}/change/").text
    assert browser.post(address(user), {"reason": "fraud", "case": "37-9"}).status_code == 302
    assert theirs.get("/api/v1/me/").status_code == 401
    user.refresh_from_db()
    assert not user.is_active
    assert "Restore the account" in browser.get(address(user)).text
    assert browser.post(address(user), {"case": ""}).status_code == 302
    user.refresh_from_db()
    assert user.is_active
    kept = AuditEntry.objects.filter(action="accounts.user.suspend").get()
    assert (kept.actor_id, kept.detail) == (str(province.pk), {"reason": "fraud", "case": "37-9"})


@pytest.mark.parametrize("given", [{"reason": "whim"}, {}, {"reason": "law", "case": "王小明 13812345678"}])
def test_a_reason_is_needed_and_a_file_number_is_no_sentence(given) -> None:
    user = make_user()
    assert signed_in(make_staff(Role.PROVINCE_ADMIN)).post(address(user), given).status_code == 200
    user.refresh_from_db()
    assert user.is_active


def test_an_auditor_sees_no_such_page() -> None:
    user, browser = make_user(), signed_in(make_staff(Role.AUDITOR))
    assert browser.get(address(user)).status_code == 404
    assert browser.post(address(user), {"reason": "law"}).status_code == 404
    assert "Suspend…" not in browser.get(f"/admin/accounts/user/{user.pk}/change/").text
    user.refresh_from_db()
    assert user.is_active
