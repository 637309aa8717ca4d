"""Reading people's data leaves a trace; roles are given and taken by the services."""

from __future__ import annotations

import pytest

from accounts.models import StaffMembership
from accounts.roles import Role
from accounts.services import membership_grant, phone_prove, resident_register
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.models import AuditEntry
from tests.factories.catalog import make_agency, make_city
from tests.factories.staff import make_staff, make_user, signed_in

ROLES = "/admin/accounts/staffmembership/"


@pytest.fixture
def resident(db):
    user = make_user()
    phone_prove(user=user, phone="+8613912345678")
    return resident_register(user=user, display_name="王小鲁")


def traces(subject) -> int:
    return AuditEntry.objects.filter(subject_id=str(subject.pk), action__endswith=".read").count()


def test_opening_a_resident_is_recorded_and_the_list_shows_no_name(resident) -> None:
    auditor = signed_in(make_staff(Role.AUDITOR))
    page = auditor.get("/admin/accounts/resident/").text
    assert ("王小鲁" in page, str(resident.pk) in page, traces(resident)) == (False, True, 0)
    assert "王小鲁" in auditor.get(f"/admin/accounts/resident/{resident.pk}/change/").text
    assert traces(resident) == 1


def test_a_telephone_number_is_masked(resident) -> None:
    page = signed_in(make_staff(Role.AUDITOR)).get(f"/admin/accounts/user/{resident.user_id}/change/").text
    assert ("13912345678" in page, "5678" in page, traces(resident.user)) == (False, True, 1)


def test_nobody_else_opens_a_resident(resident) -> None:
    agency = make_agency(make_city("qingdao"))
    for user in (make_staff(Role.EDITOR, agency=agency), make_staff(Role.CITY_ADMIN, city=agency.city)):
        browser = signed_in(user)
        for path in (f"resident/{resident.pk}", f"user/{resident.user_id}"):
            assert browser.get(f"/admin/accounts/{path}/change/").status_code == 403
    assert (traces(resident), traces(resident.user)) == (0, 0)


def test_a_city_gives_and_takes_back_a_role(db) -> None:
    agency, clerk = make_agency(make_city("qingdao")), make_user()
    browser = signed_in(make_staff(Role.CITY_ADMIN, city=agency.city))
    browser.post(f"{ROLES}add/", {"user": clerk.pk, "role": "editor", "agency": agency.pk, "city": ""})
    given = StaffMembership.objects.get(user=clerk)
    assert (given.role, given.agency_id) == ("editor", agency.pk)
    assert browser.post(f"{ROLES}{given.pk}/delete/", {"post": "yes"}).status_code == 302
    clerk.refresh_from_db()
    assert (clerk.memberships.count(), clerk.is_staff) == (0, False)
    told = (
        AuditEntry.objects.filter(action__regex=r"membership\.(grant|withdraw)")
        .order_by("pk")
        .values_list("action", flat=True)
    )
    assert list(told)[-2:] == [
        "accounts.membership.grant",
        "accounts.membership.withdraw",
    ]


@pytest.mark.parametrize(("role", "place"), [("editor", "jinan"), ("auditor", ""), ("province_admin", "")])
def test_nobody_gives_a_right_that_he_does_not_hold(db, role, place) -> None:
    away, clerk = make_agency(make_city("jinan")), make_user()
    browser = signed_in(make_staff(Role.CITY_ADMIN, city=make_city("qingdao")))
    data = {"user": clerk.pk, "role": role, "agency": away.pk if place else "", "city": ""}
    answer = browser.post(f"{ROLES}add/", data)
    assert answer.status_code == 200
    assert "You may not give this role" in answer.text
    assert not clerk.memberships.exists()


def test_an_account_is_found_only_by_its_whole_address(db) -> None:
    clerk = make_user()
    browser = signed_in(make_staff(Role.CITY_ADMIN, city=make_city("qingdao")))
    query = {"app_label": "accounts", "model_name": "staffmembership", "field_name": "user"}
    found = [
        [row["id"] for row in browser.get("/admin/autocomplete/", {**query, "term": term}).json()["results"]]
        for term in (clerk.email, clerk.email[:6], "")
    ]
    assert found == [[str(clerk.pk)], [], []]


@pytest.mark.parametrize("page", ["/admin/accounts/user/", ROLES])
def test_lists_are_searched_by_the_whole_address(db, page) -> None:
    clerk, admin = make_user(), make_staff(Role.PROVINCE_ADMIN)
    membership_grant(actor=SYSTEM, user=clerk, role=Role.AUDITOR)
    shown = {"/admin/accounts/user/": str(clerk.pk), ROLES: str(clerk.memberships.get().pk)}[page]
    browser = signed_in(make_staff(Role.AUDITOR) if page != ROLES else admin)
    terms = (clerk.email, f" {clerk.email.upper()} ", clerk.email[:-1], clerk.email[:6], admin.email)
    found = [f"{page}{shown}/" in browser.get(page, {"q": term}).text for term in terms]
    assert found == [True, True, False, False, False]
    assert browser.get(page, {"o": "1"}).status_code == browser.get(page, {"q": "a b'%\\"}).status_code == 200
