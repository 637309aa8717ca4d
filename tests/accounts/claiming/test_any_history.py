"""Whoever signs in, claims, merges, uses and takes apart in whatever order: nobody holds what is another's, each old
account is held once, and once all is undone everything is as it was."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.claiming.opening import CLAIMING_POINTER, entrance_of_holding
from accounts.merging.entrance import first_holder
from accounts.merging.holdings import holdings_of
from accounts.models import Claim, Claiming, Merge, MergeState, OldAccount, User
from accounts.passwords.steps import argon2_step
from accounts.services.claim_join import claim_join
from accounts.services.claim_undo import claim_undo
from accounts.services.merge_undo import merge_undo
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from tests.accounts.claiming.olds import enter, md5_row, take
from tests.accounts.intake.people import LI, ZHANG, proved
from tests.accounts.merging.people import himself, merged, person

pytestmark = [pytest.mark.django_db, pytest.mark.long]
STAFF = Actor(type="user", id=str(UUID(int=7)), all_rights=True)
PEOPLE, OLDS = 3, 4
EXPECTED = {
    "same_account",
    "account_absorbed",
    "merge_not_last",
    "different_person",
    "claim_not_free",
    "claim_contradicts",
    "step_up_required",
    "not_permitted",
}
who, which = st.integers(0, PEOPLE + OLDS - 1), st.integers(0, OLDS - 1)
steps = st.lists(
    st.tuples(st.just("sign_in"), which, which)
    | st.tuples(st.just("claim"), who, which)
    | st.tuples(st.just("give_back"), which, which)
    | st.tuples(st.just("merge"), who, who)
    | st.tuples(st.just("part"), which, which)
    | st.tuples(st.just("use"), who, which),
    max_size=9,
)


@pytest.fixture
def olds(new_town: Any, monkeypatch: pytest.MonkeyPatch) -> list[OldAccount]:
    """Four old accounts: two of one person by a proved document, one that names another, one that names none."""
    monkeypatch.setattr(argon2_step, "OWN_MEMORY", 64)  # as cheap as the hasher of the tests
    rows = [
        {**md5_row("1", "old-password-1"), **proved("1", ZHANG)},
        {**md5_row("2", "old-password-2"), **proved("2", ZHANG)},
        md5_row("3", "old-password-3", resident_id=LI, phone="13800000003"),
        md5_row("4", "old-password-4", phone="13800000004"),
    ]
    return take(new_town("aa"), *rows)


class World:
    """A handful of persons, and what the test knows of who has shown what."""

    def __init__(self) -> None:
        self.people = [person(f"p{place}") for place in range(PEOPLE)]
        self.taken: dict[UUID, UUID] = {}
        self.used: list[str] = []

    def step(self, turn: int, what: str, one: int, other: int) -> None:
        """Take a step, or be refused."""
        user = User.objects.get(pk=self.people[one % len(self.people)].pk)
        try:
            if what == "sign_in":
                self._noted(enter(f"login{one + 1}", f"old-password-{one + 1}"))
            elif what == "claim":
                said = {"name": f"login{other + 1}", "password": f"old-password-{other + 1}", "city": "aa"}
                self._noted(claim_join(actor=himself(user), user=user, **said).user)
            elif what == "give_back":
                self._give_back(one)
            elif what == "merge":
                merged(user, self.people[other % len(self.people)])
            elif what == "part":
                part(one)
            elif user.is_active:
                self.used.append(f"used.{turn}@example.com")
                EmailAddress.objects.create(user=user, email=self.used[-1])
        except DomainError as refusal:
            assert refusal.code in EXPECTED

    def _noted(self, user: User | None) -> None:
        for holding in Claiming.objects.held().exclude(claim__in=self.taken):
            assert user is not None and holding.user_id == user.pk
            self.taken[holding.claim_id] = user.pk
            if user not in self.people:
                self.people.append(user)

    def _give_back(self, one: int) -> None:
        held = list(Claiming.objects.held().order_by("pk"))
        if held:
            claiming = held[one % len(held)]
            claim_undo(actor=STAFF, claiming_id=claiming.pk)
            del self.taken[claiming.claim_id]

    def holds(self) -> None:
        """Each old account is held once, by the account whose person showed its password, or by what that became."""
        holdings = list(Claiming.objects.held().select_related("user"))
        assert {each.claim_id: first_holder(CLAIMING_POINTER, each.pk, each.user).pk for each in holdings} == self.taken
        assert all(entrance_of_holding(each).account == each.user for each in holdings)
        accounts = Counter(OldAccount.objects.filter(claim__in=self.taken).values_list("pk", flat=True))
        assert set(accounts.values()) <= {1}
        assert len(holdings) == len(self.taken)

    def undo_everything(self) -> None:
        """Take all apart and give all back, the latest first."""
        while Merge.objects.filter(state=MergeState.DONE).exists():
            last = Merge.objects.filter(state=MergeState.DONE).order_by("done_at", "pk").last()
            assert last is not None
            merge_undo(actor=himself(last.survivor), merge_id=last.pk)
        for claiming in Claiming.objects.held():
            claim_undo(actor=STAFF, claiming_id=claiming.pk)
        EmailAddress.objects.filter(email__in=self.used).delete()


def part(one: int) -> None:
    """Undo one of the merges that stand, if none builds on it."""
    standing = list(Merge.objects.filter(state=MergeState.DONE).order_by("done_at", "pk"))
    if standing:
        merge = standing[one % len(standing)]
        merge_undo(actor=himself(merge.survivor), merge_id=merge.pk)


def export(people: list[User]) -> bytes:
    """Return all that these accounts hold, and every old account and claim, as it stands in the database."""
    journals = ("accounts.Merge.", "accounts.Claiming.")
    held = [
        {name: rows for name, rows in holdings_of(user.pk).items() if not name.startswith(journals)} for user in people
    ]
    tables = [list(model.objects.order_by("pk").values()) for model in (Claim, OldAccount)]
    return repr((held, tables)).encode()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_nobody_holds_what_is_another_s_and_undone_is_as_before(olds: Any, history: list[Any]) -> None:
    with override_settings(PORTAL_MERGE_COOLING_HOURS=0), transaction.atomic():
        world = World()
        persons = list(world.people)
        before = export(persons)
        for turn, step in enumerate(history):
            world.step(turn, *step)
            world.holds()
        world.undo_everything()
        assert export(persons) == before
        assert not Claiming.objects.held().exists()
        for number in range(1, OLDS + 1):
            opened = enter(f"login{number}", f"old-password-{number}")
            assert opened is not None and opened not in world.people
        transaction.set_rollback(True)
