from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import Identifier, User
from accounts.services import phone_claim, phone_prove
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry

PHONE = "+8613812345678"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_prove_one_number_at_once_one_has_it() -> None:
    users = [User.objects.create_user(f"{name}@example.com") for name in ("one", "two")]
    together = Barrier(2, timeout=10)

    def prove(user: User) -> str:
        together.wait()
        try:
            phone_prove(user=user, phone=PHONE)
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "proved"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(prove, users)) == ["phone_taken", "proved"]
    assert User.objects.with_phone(PHONE).count() == 1
    assert AuditEntry.objects.filter(action="accounts.identifier.prove").count() == 1
    assert Identifier.objects.count() == 1


@pytest.mark.django_db
def test_proving_another_number_frees_the_first() -> None:
    one, two = User.objects.create_user("one@example.com"), User.objects.create_user("two@example.com")
    phone_prove(user=one, phone=PHONE)
    with pytest.raises(DomainError) as refusal:
        phone_prove(user=two, phone=PHONE)
    assert (refusal.value.code, two.identifiers.count()) == ("phone_taken", 0)
    phone_prove(user=one, phone="13911112222")
    phone_prove(user=two, phone="138 1234 5678")
    assert User.objects.with_phone(PHONE).get() == two
    assert [(held.value, held.release_reason) for held in one.identifiers.order_by("id")] == [
        (PHONE, "replaced"),
        ("+8613911112222", ""),
    ]


@pytest.mark.django_db
def test_a_proved_number_is_not_overwritten_by_a_claim() -> None:
    user = User.objects.create_user("one@example.com")
    phone_prove(user=user, phone=PHONE)
    with pytest.raises(ValueError, match="proving another"):
        phone_claim(user=user, phone="+8613911112222")
    with pytest.raises(ValidationError):
        phone_prove(user=user, phone="12")
    assert User.objects.with_phone(PHONE).get() == user
