"""Old accounts at the window: given to whom the document names, by two clerks where one is not enough."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.identifiers import IdentifierType
from accounts.models import Claiming, User
from accounts.roles import Role
from accounts.services import identifier_prove, phone_prove
from services_portal.kernel.models import AuditEntry
from tests.accounts.claiming.olds import md5_row, standing, take
from tests.accounts.intake.people import LI, ZHANG, proved
from tests.accounts.intake.towns import new_town
from tests.factories.catalog import make_agency, make_city
from tests.factories.staff import make_staff, make_user, signed_in

__all__ = ["new_town"]
pytestmark = pytest.mark.django_db
CLAIMS = "/admin/accounts/claiming/"
GIVEN = {"account": "138 1234 5678", "city": "aa", "name": "login1", "type": "resident_id", "number": ZHANG}


@pytest.fixture
def person() -> User:
    user = make_user()
    phone_prove(user=user, phone="+8613812345678")
    return user


@pytest.fixture
def clerks() -> list[User]:
    agency = make_agency(make_city("qingdao"))
    return [make_staff(Role.WINDOW_CLERK, agency=agency) for _clerk in range(2)]


@pytest.fixture
def old(new_town: Any) -> Any:
    (found,) = take(new_town("aa"), {**md5_row("1", "lost"), **proved("1"), "disabled": "yes"})
    return found


def give(window: Client, **other: str) -> int:
    return window.post(f"{CLAIMS}add/", {**GIVEN, **other}).status_code


def held() -> tuple[str, Any]:
    found = Claiming.objects.get()
    return found.state, found.user_id


def test_what_account_and_city_have_both_proved_is_given_at_once(old, person, clerks) -> None:
    identifier_prove(user=person, identifier_type=IdentifierType.RESIDENT_ID, value=ZHANG, method="window")
    window = signed_in(clerks[0])
    assert window.get(f"{CLAIMS}add/").status_code == 200
    assert give(window) == 302
    assert held() == ("held", person.pk)
    assert AuditEntry.objects.filter(action="accounts.claim.window", refused=False).count() == 1


def test_what_is_not_proved_by_both_waits_for_a_second_clerk(old, person, clerks) -> None:
    first, second = map(signed_in, clerks)
    assert give(first) == 302
    assert held() == ("asked", person.pk)
    page = f"{CLAIMS}{Claiming.objects.get().pk}/change/"
    text = second.get(page).text
    assert ("张伟" in text, ZHANG in text) == (True, False)
    before = standing()
    first.post(page, {"step": "approve"})
    assert standing() == before
    assert second.post(page, {"step": "approve"}).status_code == 302
    assert held() == ("held", person.pk)
    assert Claiming.objects.get().approved_by == f"user:{clerks[1].pk}"


def test_what_waits_may_be_refused_and_is_free_again(old, person, clerks) -> None:
    window = signed_in(clerks[0])
    give(window)
    assert window.post(f"{CLAIMS}{Claiming.objects.get().pk}/change/", {"step": "refuse"}).status_code == 302
    assert held()[0] == "refused"
    assert give(window) == 302
    assert sorted(Claiming.objects.values_list("state", flat=True)) == ["asked", "refused"]


@pytest.mark.parametrize("other", [{"number": LI}, {"name": "nobody"}, {"account": "13900000000"}, {"number": "12"}])
def test_what_does_not_fit_is_refused_with_what_was_typed(old, person, clerks, other) -> None:
    before = standing()
    assert give(signed_in(clerks[0]), **other) == 200
    after = standing()
    assert {name: after[name] for name in after if name != "audit"} == {
        name: before[name] for name in before if name != "audit"
    }


def test_nobody_gives_to_himself_and_only_clerks_give(old, person, clerks) -> None:
    phone_prove(user=clerks[0], phone="+8613912345678")
    assert give(signed_in(clerks[0]), account="13912345678") == 200
    assert give(signed_in(person)) == 302  # to the door of the admin site
    assert not Claiming.objects.exists()
