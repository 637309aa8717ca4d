from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Resident, StaffMembership, User
from accounts.selectors import actor_of
from services_portal.kernel.models import AuditEntry, OutboxEvent

pytestmark = pytest.mark.django_db
PASSWORD = "Shandong-Demo-2026"


def run() -> list[str]:
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    return out.getvalue().splitlines()


def test_the_logins_are_those_that_are_printed(agency) -> None:
    emails = ("resident@example.cn", "clerk.qingdao@example.cn", "province@example.cn", "auditor@example.cn")
    assert run() == [f"{email} / {PASSWORD}" for email in emails]
    users = {user.email: user for user in User.objects.all()}
    assert set(users) == set(emails)
    assert all(user.check_password(PASSWORD) for user in users.values())
    assert User.objects.with_phone("+8613800000000").get() == users["resident@example.cn"]
    assert Resident.objects.get(user__email="resident@example.cn").current_city.slug == "jinan"
    clerk = actor_of(users["clerk.qingdao@example.cn"])
    assert clerk.realms("catalog.service.publish") == {agency.realm}
    assert actor_of(users["province@example.cn"]).all_rights
    assert actor_of(users["auditor@example.cn"]).may("kernel.audit.read", "*")
    assert [users[email].is_staff for email in emails] == [False, True, True, True]


def test_a_second_run_changes_nothing(agency) -> None:
    run()
    before = [model.objects.count() for model in (User, Resident, StaffMembership, AuditEntry, OutboxEvent)]
    run()
    assert [model.objects.count() for model in (User, Resident, StaffMembership, AuditEntry, OutboxEvent)] == before


def test_a_run_before_the_seeds_is_completed_by_one_after_them(db, request) -> None:
    run()
    assert not StaffMembership.objects.filter(role="publisher").exists()
    agency = request.getfixturevalue("agency")
    run()
    assert StaffMembership.objects.get(role="publisher").agency == agency
    assert Resident.objects.get(user__email="resident@example.cn").home_city.slug == "jinan"


def test_outside_a_demonstration_there_are_none(db, settings) -> None:
    settings.PORTAL_DEMONSTRATION = False
    with pytest.raises(CommandError, match="PORTAL_DEMONSTRATION"):
        run()
    assert not User.objects.exists()
