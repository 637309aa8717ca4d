"""Two people, or one twice, take an old account at once; and a merge comes between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from accounts.claiming.conditions import lock_claim, require_free
from accounts.models import Claim, ClaimBasis, Claiming, MergeBasis, OldAccount, User
from accounts.services.claim_join import claim_join
from accounts.services.merge_ask import merge_ask
from accounts.services.merge_carry_out import merge_carry_out
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from tests.accounts.claiming.olds import enter, md5_row, take
from tests.accounts.merging.people import himself, person

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20
OLD = "dongfang-1987"


@pytest.fixture
def old(new_town: Any) -> OldAccount:
    (found,) = take(new_town("aa"), md5_row("1", OLD))
    return found


def at_once(*calls: Callable[[], object]) -> list[Any]:
    """Make the calls at once, each in a thread and connection of its own; return what came of each, in their order."""
    together = Barrier(len(calls), timeout=PATIENCE)

    def one(call: Callable[[], object]) -> object:
        try:
            together.wait()
            return call()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def joining(user: User) -> Callable[[], object]:
    return lambda: claim_join(actor=himself(user), user=user, city="aa", name="login1", password=OLD).user_id


def test_without_lock_and_index_both_would_hold_it(old: OldAccount) -> None:
    people, looked = [person("one"), person("two")], Barrier(2, timeout=PATIENCE)
    claim_id = old.claim_id
    assert claim_id is not None

    def take_without_lock(user: User) -> UUID:
        with transaction.atomic():
            require_free(claim_id, [old])
            looked.wait()
            now = clock.now()
            facts = {"basis": ClaimBasis.CREDENTIAL, "asked_by": "user:x", "asked_at": now, "held_at": now}
            return Claiming.objects.create(claim_id=claim_id, user=user, **facts).user_id

    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX claiming_of_one")
    try:
        got = at_once(*[lambda user=user: take_without_lock(user) for user in people])
        assert got == [user.pk for user in people]
        assert Claiming.objects.held().filter(claim=claim_id).count() == 2
    finally:
        Claiming.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("CREATE UNIQUE INDEX claiming_of_one ON accounts_claiming (claim_id) WHERE ended_at IS NULL")


def test_with_the_lock_one_of_two_holds_it_and_the_other_is_told(old: OldAccount) -> None:
    people = [person("one"), person("two")]
    got = at_once(*map(joining, people))
    (holder,) = Claiming.objects.held()
    assert sorted(map(str, got)) == sorted([str(holder.user_id), "claim_not_free"])


def test_who_signs_in_twice_at_once_is_one_person(old: OldAccount) -> None:
    got = at_once(*[lambda: enter("login1", OLD)] * 2)
    assert got[0] is not None and got[0] == got[1]
    assert (User.objects.count(), Claiming.objects.count()) == (1, 1)


def test_a_first_sign_in_against_one_who_adds_it_ends_with_one_holder(old: OldAccount) -> None:
    user = person("one")
    entered, joined = at_once(lambda: enter("login1", OLD), joining(user))
    (holder,) = Claiming.objects.held()
    if holder.user_id == user.pk:
        assert (entered, joined) == (None, user.pk)
    else:
        assert (entered, joined) == (holder.user, "claim_not_free")


@pytest.mark.parametrize("which", ["survivor", "absorbed"])
def test_a_claim_against_a_merge_of_the_same_person_is_nobody_s_else(old: OldAccount, settings, which) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    one, two = person("one"), person("two")
    asked = merge_ask(actor=himself(one), survivor_id=one.pk, absorbed_id=two.pk, basis=MergeBasis.OWNER)
    who = one if which == "survivor" else two
    _merged, joined = at_once(lambda: merge_carry_out(actor=SYSTEM, merge_id=asked.pk).pk, joining(who))
    held: Sequence[UUID] = list(Claiming.objects.held().values_list("user_id", flat=True))
    assert (held, joined) in [([one.pk], who.pk), ([], "not_permitted")]
    assert which == "absorbed" or held == [one.pk]


def test_who_is_waited_for_is_seen(old: OldAccount) -> None:
    """The lock itself: a second one looks only after the first has written."""
    assert old.claim_id is not None
    claim_id, holds, user = old.claim_id, Barrier(2, timeout=PATIENCE), person("one")

    def first() -> str:
        with transaction.atomic():
            rows = lock_claim(claim_id)
            holds.wait()
            require_free(claim_id, rows)
            now = clock.now()
            Claiming.objects.create(
                claim_id=claim_id, user=user, basis=ClaimBasis.WINDOW, asked_by="user:x", asked_at=now, held_at=now
            )
            return "taken"

    def second() -> str:
        holds.wait()
        with transaction.atomic():
            require_free(claim_id, lock_claim(claim_id))
            return "taken"

    assert at_once(first, second) == ["taken", "claim_not_free"]
    assert Claim.objects.count() == 1
