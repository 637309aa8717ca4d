from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.identifiers import IdentifierType, identifier_index
from accounts.models import Identifier, User
from accounts.services import identifier_claim, identifier_prove
from services_portal.kernel import clock
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry, OutboxEvent

T = IdentifierType
LIVES = {T.PHONE: "+8613812345678", T.EMAIL: "wang@example.com"}
OWN = {T.RESIDENT_ID: "11010519491231002X", T.PASSPORT: "CHN:E12345678", T.PERMIT: "810000199408230021"}


@pytest.fixture
def one(db) -> User:
    return User.objects.create_user("one@example.com")


@pytest.fixture
def two(db) -> User:
    return User.objects.create_user("two@example.com")


def prove(user: User, kind: T, value: str) -> Identifier:
    return identifier_prove(user=user, identifier_type=kind, value=value, method="window")


def later(**span: float):
    return clock.frozen(clock.now() + timedelta(**span))


def trail() -> list[tuple[str, str]]:
    return [(entry.action, entry.subject_id) for entry in AuditEntry.objects.order_by("occurred_at", "id")]


@pytest.mark.parametrize(("kind", "value"), LIVES.items())
def test_what_is_passed_on_is_his_who_proved_it_last_and_nothing_else_moves(one, two, kind, value) -> None:
    former = prove(one, kind, value)
    own = prove(one, T.RESIDENT_ID, OWN[T.RESIDENT_ID])
    with later(days=100):
        now_held = prove(two, kind, value)
    former.refresh_from_db()
    assert (former.user_id, former.release_reason, former.is_proved) == (one.pk, "taken_over", False)
    assert User.objects.known_by(kind, value).get() == two
    assert User.objects.known_by(T.RESIDENT_ID, own.value).get() == one
    told = OutboxEvent.objects.exclude(name="accounts.account_changed").get()
    assert (told.name, told.aggregate_id) == ("accounts.identifier_released", str(one.pk))
    assert told.payload == {"identifier_id": str(former.pk), "user_id": str(one.pk), "reason": "taken_over"}
    assert trail()[-2:] == [
        ("accounts.identifier.release", str(former.pk)),
        ("accounts.identifier.prove", str(now_held.pk)),
    ]


@pytest.mark.parametrize(("kind", "value"), OWN.items())
def test_what_a_person_is_born_with_is_never_taken_from_him(one, two, kind, value) -> None:
    prove(one, kind, value)
    before = trail()
    with later(days=1000), pytest.raises(DomainError) as refusal:
        prove(two, kind, value)
    assert refusal.value.code == "identifier_taken"
    assert User.objects.known_by(kind, value).get() == one
    assert (trail(), two.identifiers.count(), OutboxEvent.objects.count()) == (before, 0, 0)


def test_one_person_has_one_resident_id(one) -> None:
    prove(one, T.RESIDENT_ID, OWN[T.RESIDENT_ID])
    with pytest.raises(DomainError) as refusal:
        prove(one, T.RESIDENT_ID, "360426199101010071")
    assert refusal.value.code == "identifier_differs"
    assert [held.value for held in one.identifiers.all()] == [OWN[T.RESIDENT_ID]]


def test_the_two_generations_of_a_number_are_one(one, two) -> None:
    prove(one, T.RESIDENT_ID, "360426910101007")
    with pytest.raises(DomainError):
        prove(two, T.RESIDENT_ID, "360426199101010071")


def test_proving_again_renews_the_day_and_writes_nothing_else(one) -> None:
    first = prove(one, T.PHONE, LIVES[T.PHONE])
    before = trail()
    with later(days=30):
        again = prove(one, T.PHONE, "138 1234 5678")
    assert (again.pk, again.verified_at, again.last_proved_at > first.last_proved_at) == (
        first.pk,
        first.verified_at,
        True,
    )
    assert trail() == before


def test_a_proof_that_may_be_older_than_the_holder_s_takes_nothing(one, two, settings) -> None:
    prove(one, T.PHONE, LIVES[T.PHONE])
    with later(seconds=settings.CODE_SECONDS - 5), pytest.raises(DomainError) as refusal:
        prove(two, T.PHONE, LIVES[T.PHONE])
    assert refusal.value.code == "phone_taken"
    assert User.objects.with_phone(LIVES[T.PHONE]).get() == one


def test_a_claim_finds_nobody_blocks_nobody_and_goes(one, two) -> None:
    for user in (one, two):
        identifier_claim(user=user, identifier_type=T.RESIDENT_ID, value=OWN[T.RESIDENT_ID])
    assert not User.objects.known_by(T.RESIDENT_ID, OWN[T.RESIDENT_ID]).exists()
    identifier_claim(user=two, identifier_type=T.RESIDENT_ID, value="360426199101010071")
    proved = prove(two, T.RESIDENT_ID, OWN[T.RESIDENT_ID])
    assert list(Identifier.objects.all()) == [proved]
    with pytest.raises(ValueError, match="proving another"):
        identifier_claim(user=two, identifier_type=T.RESIDENT_ID, value="360426199101010071")


def test_what_cannot_be_read_changes_nothing(one) -> None:
    with pytest.raises(ValidationError):
        prove(one, T.RESIDENT_ID, "11010519491231002")
    assert (Identifier.objects.count(), trail()) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_two_who_take_each_other_s_number_at_once_wait_for_each_other_and_do_not_hang() -> None:
    users = [User.objects.create_user(f"{name}@example.com") for name in ("one", "two")]
    numbers = ["+8613800000001", "+8613800000002"]
    for user, number in zip(users, numbers, strict=True):
        prove(user, T.PHONE, number)
    together = Barrier(2, timeout=10)

    def swap(user: User, number: str) -> str:
        together.wait()
        try:
            with later(hours=1):
                prove(user, T.PHONE, number)
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "proved"

    with ThreadPoolExecutor(2) as pool:
        done = set(pool.map(swap, users, reversed(numbers)))
    assert done <= {"proved", "phone_taken"} and "proved" in done
    for number in numbers:
        assert User.objects.with_phone(number).count() <= 1


def test_the_database_itself_lets_nobody_share(one, two) -> None:
    prove(one, T.RESIDENT_ID, OWN[T.RESIDENT_ID])
    index = identifier_index(T.RESIDENT_ID, OWN[T.RESIDENT_ID])
    now = clock.now()
    row = {"type": T.RESIDENT_ID, "value": OWN[T.RESIDENT_ID], "index": index}
    way = {"verified_at": now, "last_proved_at": now, "verified_by": "window"}
    for wrong in (
        {"user": two, **row, **way},
        {"user": one, **row, "index": b"other"},
        {"user": two, **row, "verified_at": now},
        {"user": two, **row, "released_at": now},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Identifier.objects.create(**wrong)
