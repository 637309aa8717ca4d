"""A level is that of the strongest proof that counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.identifiers import IdentifierType
from accounts.levels import Level, level_of, require_level
from accounts.models import Identifier, Proof, User
from accounts.services import identifier_prove
from services_portal.kernel import clock
from services_portal.kernel.errors import DomainError

HOUR = timedelta(hours=1)
EVENTS = st.lists(
    st.tuples(st.sampled_from([2, 3, 4]), st.integers(0, 20), st.integers(1, 20), st.none() | st.integers(0, 20)),
    max_size=6,
)


@pytest.fixture
def person(db) -> User:
    return User.objects.create_user("li.na@example.com")


@pytest.fixture
def identity(person) -> Identifier:
    return identifier_prove(
        user=person, identifier_type=IdentifierType.RESIDENT_ID, value="11010519491231002X", method="window"
    )


def prove(identity: Identifier, level: int, at, days: float = 1, **facts) -> Proof:
    return Proof.objects.create(
        user_id=identity.user_id,
        identifier=identity,
        level=level,
        verifier="window",
        name="李娜",
        actor_type="system",
        actor_id="test",
        proved_at=at,
        expires_at=at + timedelta(days=days),
        **facts,
    )


def test_who_has_no_proof_stands_at_his_own_word(person) -> None:
    assert level_of(person) == Level.DECLARED


def test_a_proof_ends_at_its_hour_and_not_before(person, identity) -> None:
    now = clock.now()
    proof = prove(identity, 3, now)
    assert level_of(person, proof.expires_at - timedelta(microseconds=1)) == Level.PRESENT
    assert level_of(person, proof.expires_at) == Level.DECLARED


def test_a_proof_of_an_identity_that_is_his_no_longer_counts_for_nothing(person, identity) -> None:
    prove(identity, 4, clock.now())
    identity.released_at, identity.release_reason = clock.now(), "removed"
    identity.save()
    assert level_of(person) == Level.DECLARED


def test_another_person_s_proof_is_not_mine(identity) -> None:
    prove(identity, 4, clock.now())
    assert level_of(User.objects.create_user("other@example.com")) == Level.DECLARED


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS, st.integers(0, 41))
def test_any_history_gives_the_strongest_of_what_counts(person, identity, events, asked) -> None:
    start = clock.now()
    Proof.objects.all().delete()
    standing = [1]
    for level, begins, lasts, revoked in events:
        facts = {} if revoked is None else {"revoked_at": start + revoked * HOUR}
        proof = prove(identity, level, start + begins * HOUR, **facts)
        Proof.objects.filter(pk=proof.pk).update(expires_at=start + (begins + lasts) * HOUR)
        if revoked is None and begins + lasts > asked:
            standing.append(level)
    assert level_of(person, start + asked * HOUR) == max(standing)


def test_the_step_up_says_what_is_wanted_what_is_held_and_how_to_get_there(person, identity) -> None:
    prove(identity, 2, clock.now())
    require_level(user=person, wanted=Level.MATCHED)
    with pytest.raises(DomainError) as refusal:
        require_level(user=person, wanted=Level.PRESENT)
    assert (refusal.value.code, refusal.value.error.status) == ("step_up_required", 403)
    assert refusal.value.params == {
        "level_wanted": 3,
        "level_held": 2,
        "methods": [{"method": "window", "level": 3, "consent": None, "remote": False}],
    }
    with pytest.raises(DomainError) as refusal:
        require_level(user=person, wanted=Level.CERTIFIED)
    assert refusal.value.params["methods"] == []
