from __future__ import annotations

import pytest

from accounts.models import Resident, User
from accounts.selectors import actor_of, profile_of
from accounts.services import ResidentChanges, resident_update
from services_portal.kernel.actor import ANONYMOUS
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry, OutboxEvent

pytestmark = pytest.mark.django_db


def update(user: User, **changes):
    return resident_update(actor=actor_of(user), user=user, changes=ResidentChanges(**changes))


def moves() -> list[dict]:
    return [event.payload for event in OutboxEvent.objects.filter(name="accounts.resident_moved")]


def entries() -> list[tuple[str, list[str]]]:
    found = AuditEntry.objects.filter(action="accounts.resident.update").order_by("occurred_at", "id")
    return [(entry.actor_id, entry.detail["fields"]) for entry in found]


def test_a_move_to_another_city_is_told(resident, places) -> None:
    profile = update(resident, current_region="370102000000")
    assert profile.resident.current_city.slug == "jinan"
    key = str(profile.resident.pk)
    assert moves() == [{"resident_id": key, "which": ["current"]}]
    assert entries() == [(str(resident.pk), ["current_city_id", "current_region_id"])]


def test_a_move_within_the_city_is_not(resident, places) -> None:
    update(resident, current_region="370100000000")
    update(resident, current_region="370102000000")
    assert len(moves()) == 1
    assert entries()[1] == (str(resident.pk), ["current_region_id"])


def test_the_province_is_a_region_without_a_city(resident, places) -> None:
    profile = update(resident, home_region="370000000000")
    assert (profile.resident.home_region.code, profile.resident.home_city) == ("370000000000", None)
    assert moves() == []


def test_saying_the_same_again_writes_nothing(resident, places) -> None:
    update(resident, home_region="370100000000", language="en")
    before = (AuditEntry.objects.count(), OutboxEvent.objects.count(), Resident.objects.get().updated_at)
    update(resident, home_region="370100000000", language="en")
    assert (AuditEntry.objects.count(), OutboxEvent.objects.count(), Resident.objects.get().updated_at) == before


@pytest.mark.parametrize("who", ["anonymous", "another person"])
def test_nobody_else_changes_a_resident(resident, places, who: str) -> None:
    actor = ANONYMOUS if who == "anonymous" else actor_of(User.objects.create_user("other@example.com"))
    with pytest.raises(DomainError) as refusal:
        resident_update(actor=actor, user=resident, changes=ResidentChanges(display_name="x"))
    assert refusal.value.code == "not_permitted"
    assert Resident.objects.get().display_name == "张伟"


def test_an_account_made_without_sign_up_gets_its_resident_on_the_first_change(db) -> None:
    user = User.objects.create_superuser("root@example.com", "x")
    assert profile_of(user).resident.display_name == ""
    update(user, display_name="Root")
    assert Resident.objects.get().user == user
