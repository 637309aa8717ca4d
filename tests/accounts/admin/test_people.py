"""Reading people's data leaves a trace; roles are given and taken by the services."""

from __future__ import annotations

import pytest

from accounts.models import StaffMembership
from accounts.roles import Role
from accounts.services import membership_grant, phone_prove, resident_register
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.models import AuditEntry
from tests.accounts import planted
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
    browser.post(f"{ROLES}add/", {"account": clerk.email, "role": "editor", "agency": agency.pk, "city": ""})
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
    data = {"account": clerk.email, "role": role, "agency": away.pk if place else "", "city": ""}
    answer = browser.post(f"{ROLES}add/", data)
    assert answer.status_code == 200
    assert "You may not give this role" in answer.text
    assert not clerk.memberships.exists()


def test_a_role_is_given_to_the_whole_address_of_an_open_account(db) -> None:
    agency, clerk, closed = make_agency(make_city("qingdao")), make_user(), make_user(is_active=False)
    browser = signed_in(make_staff(Role.CITY_ADMIN, city=agency.city))
    given = {"role": "editor", "agency": agency.pk, "city": ""}
    for account in (clerk.email[:-1], closed.email, "", str(clerk.pk)):
        assert browser.post(f"{ROLES}add/", {"account": account, **given}).status_code == 200
    assert StaffMembership.objects.filter(role="editor").count() == 0
    assert browser.post(f"{ROLES}add/", {"account": f" {clerk.email.upper()} ", **given}).status_code == 302
    page = browser.get(f"{ROLES}{StaffMembership.objects.get(role='editor').pk}/change/")
    assert (page.status_code, clerk.email in page.text) == (200, True)
    query = {"app_label": "accounts", "model_name": "staffmembership", "field_name": "user", "term": clerk.email}
    assert browser.get("/admin/autocomplete/", query).status_code == 403


@pytest.mark.parametrize("page", ["/admin/accounts/user/", ROLES])
def test_lists_are_searched_by_the_whole_address_which_stands_in_none(db, page) -> None:
    clerk, other = make_user(), make_user()
    for user in (clerk, other):
        membership_grant(actor=SYSTEM, user=user, role=Role.AUDITOR)
    keys = [user.pk if page != ROLES else user.memberships.get().pk for user in (clerk, other)]
    staff = [make_staff(Role.AUDITOR if page != ROLES else Role.PROVINCE_ADMIN) for _each in range(2)]
    browser, another = map(signed_in, staff)

    def shown(answer) -> list[bool]:
        return [f"{page}{key}/" in answer.text for key in keys]

    terms = (clerk.email, f" {clerk.email.upper()} ", clerk.email[:-1], clerk.email[:6], "a b'%\\", "")
    sent = [browser.post(f"{page}?o=1&p=2", {"q": term}) for term in terms]
    assert [answer.status_code for answer in sent] == [302] * 6
    assert [planted.found({"address": clerk.email}, {"url": answer.url.encode()}) for answer in sent] == [set()] * 6
    found = [browser.get(answer.url) for answer in sent]
    assert [shown(answer) for answer in found] == [[True, False]] * 2 + [[False, False]] * 3 + [[True, True]]
    form = found[0].text.partition('id="changelist-search"')[2].partition("</form>")[0]
    assert [word in form for word in ('method="post"', "csrfmiddlewaretoken", f'value="{clerk.email}"')] == [True] * 3
    assert shown(another.get(sent[0].url)) == shown(browser.get(page, {"q": clerk.email})) == [False, False]
