from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts.models import StaffMembership, User
from accounts.roles import Role
from accounts.selectors import actor_of
from accounts.services import membership_grant, membership_withdraw
from cities.models import City
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    return User.objects.create_user("clerk@example.com")


def staff(role: Role, **place) -> User:
    user = User.objects.create_user(f"{role.value}@example.com")
    membership_grant(actor=SYSTEM, user=user, role=role, **place)
    return user


def test_a_role_gives_its_rights_in_its_agency_and_nowhere_else(clerk, agency) -> None:
    membership_grant(actor=SYSTEM, user=clerk, role=Role.EDITOR, agency=agency)
    actor = actor_of(clerk)
    assert actor.realms("catalog.service.edit") == {agency.realm}
    assert actor.realms("catalog.service.publish") == frozenset()
    assert clerk.is_staff
    entry = AuditEntry.objects.get(action="accounts.membership.grant")
    assert entry.detail == {"user": str(clerk.pk), "role": "editor", "realm": agency.realm}


def test_a_province_role_holds_everywhere(clerk) -> None:
    membership_grant(actor=SYSTEM, user=clerk, role=Role.AUDITOR)
    actor = actor_of(clerk)
    assert actor.realms("kernel.audit.read") == {"*"}
    assert not actor.may("catalog.service.edit")


def test_giving_a_role_twice_gives_it_once(clerk, agency) -> None:
    first = membership_grant(actor=SYSTEM, user=clerk, role=Role.EDITOR, agency=agency)
    assert membership_grant(actor=SYSTEM, user=clerk, role=Role.EDITOR, agency=agency) == first
    assert AuditEntry.objects.filter(action="accounts.membership.grant").count() == 1


def test_a_city_administrator_gives_roles_in_his_city_only(clerk, agency, places) -> None:
    qingdao, jinan = City.objects.get(slug="qingdao"), City.objects.get(slug="jinan")
    admin = actor_of(staff(Role.CITY_ADMIN, city=qingdao))
    membership_grant(actor=admin, user=clerk, role=Role.PUBLISHER, agency=agency)
    for role, place in ((Role.CITY_ADMIN, {"city": jinan}), (Role.PROVINCE_ADMIN, {}), (Role.AUDITOR, {})):
        with pytest.raises(DomainError) as refusal:
            membership_grant(actor=admin, user=clerk, role=role, **place)
        assert refusal.value.code == "role_out_of_reach"
    assert [held.role for held in clerk.memberships.all()] == ["publisher"]


def test_a_publisher_gives_no_roles(clerk, agency) -> None:
    publisher = actor_of(staff(Role.PUBLISHER, agency=agency))
    with pytest.raises(DomainError) as refusal:
        membership_grant(actor=publisher, user=clerk, role=Role.EDITOR, agency=agency)
    assert refusal.value.code == "role_out_of_reach"
    assert (clerk.is_staff, clerk.memberships.exists()) == (False, False)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CITY_ADMIN, Role.PROVINCE_ADMIN])
def test_a_role_in_the_wrong_place_is_refused_by_service_and_database(clerk, agency, role: Role) -> None:
    place = {"city": agency.city} if role is not Role.CITY_ADMIN else {"agency": agency}
    with pytest.raises(DomainError) as refusal:
        membership_grant(actor=SYSTEM, user=clerk, role=role, **place)
    assert refusal.value.code == "role_place_mismatch"
    with pytest.raises(IntegrityError, match="staff_role_within_reach"), transaction.atomic():
        StaffMembership.objects.create(user=clerk, role=role, **place)


def test_with_the_last_role_the_admin_site_closes(clerk, agency) -> None:
    editor = membership_grant(actor=SYSTEM, user=clerk, role=Role.EDITOR, agency=agency)
    publisher = membership_grant(actor=SYSTEM, user=clerk, role=Role.PUBLISHER, agency=agency)
    membership_withdraw(actor=SYSTEM, membership=editor)
    assert User.objects.get(pk=clerk.pk).is_staff
    membership_withdraw(actor=SYSTEM, membership=publisher)
    assert not User.objects.get(pk=clerk.pk).is_staff
    assert AuditEntry.objects.filter(action="accounts.membership.withdraw").count() == 2


def test_who_sees_which_roles(clerk, agency, places) -> None:
    own = membership_grant(actor=SYSTEM, user=clerk, role=Role.EDITOR, agency=agency)
    auditor = staff(Role.AUDITOR)
    admin = actor_of(staff(Role.CITY_ADMIN, city=City.objects.get(slug="qingdao")))
    other = actor_of(staff(Role.PROVINCE_ADMIN))
    seen = StaffMembership.objects.for_actor
    assert list(seen(actor_of(clerk))) == [own]
    assert list(seen(actor_of(clerk), Action.CHANGE)) == []
    assert {held.role for held in seen(admin)} == {"editor", "city_admin"}
    assert seen(other).count() == 4
    assert {held.user_id for held in seen(actor_of(auditor))} == {auditor.pk}
