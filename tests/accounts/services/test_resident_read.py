from __future__ import annotations

from uuid import uuid4

import pytest

from accounts.models import Resident, User
from accounts.roles import Role
from accounts.selectors import actor_of
from accounts.services import membership_grant, resident_read
from services_portal.kernel.actor import ANONYMOUS, SYSTEM, Actor, Grant
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)
ACTION = "accounts.resident.read"


def auditor() -> Actor:
    user = User.objects.create_user("auditor@example.com")
    membership_grant(actor=SYSTEM, user=user, role=Role.AUDITOR)
    return actor_of(user)


def test_staff_leave_a_trace_and_the_resident_himself_none(resident) -> None:
    reader, key = auditor(), resident.resident.pk
    assert resident_read(actor=actor_of(resident), resident_id=key).user == resident
    assert not AuditEntry.objects.filter(action=ACTION).exists()
    assert resident_read(actor=reader, resident_id=key, reason="case 7").user == resident
    entry = AuditEntry.objects.get(action=ACTION)
    assert (entry.actor_id, entry.subject_id, entry.refused) == (reader.id, str(key), False)
    assert entry.detail == {"reason": "case 7", "purpose": "resident", "places": ["*"]}


def test_who_may_not_is_told_nothing_and_the_attempt_stays(resident) -> None:
    other = actor_of(User.objects.create_user("other@example.com"))
    for actor, key in ((other, resident.resident.pk), (auditor(), uuid4())):
        with pytest.raises(DomainError) as refusal:
            resident_read(actor=actor, resident_id=key)
        assert refusal.value.code == "not_found"
    assert [entry.refused for entry in AuditEntry.objects.filter(action=ACTION)] == [True, True]


def test_whom_each_sees(resident, places) -> None:
    Resident.objects.update(home_city=places["370200"].city)
    in_city = Actor("user", str(uuid4()), grants=frozenset({Grant("accounts.resident.read", "city:qingdao")}))
    elsewhere = Actor("user", str(uuid4()), grants=frozenset({Grant("accounts.resident.read", "city:jinan")}))
    seen = Resident.objects.for_actor
    assert [seen(actor).count() for actor in (in_city, elsewhere, ANONYMOUS, SYSTEM)] == [1, 0, 0, 1]
    assert seen(in_city, Action.CHANGE).count() == 0
    assert User.objects.for_actor(actor_of(resident)).get() == resident
    assert not User.objects.for_actor(ANONYMOUS).exists()
    assert not User.objects.for_actor(actor_of(resident), Action.DELETE).exists()
