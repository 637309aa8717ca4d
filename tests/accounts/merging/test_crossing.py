"""Two merges that cross: each would absorb the account that the other keeps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from accounts.merging.conditions import require_mergeable
from accounts.models import Merge, MergeBasis, User
from accounts.services.merge_ask import merge_ask
from services_portal.kernel import clock
from services_portal.kernel.errors import DomainError
from tests.accounts.merging.people import himself, person

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20


def both(ask, people: tuple[User, User]) -> list[str]:
    """Ask from either side at once, each in a thread of its own."""

    def one_side(pair: tuple[User, User]) -> str:
        try:
            ask(*pair)
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "asked"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(one_side, (people, people[::-1])))


def test_without_the_locks_each_would_absorb_the_other() -> None:
    people, looked = (person("one"), person("two")), Barrier(2, timeout=PATIENCE)

    def ask_without_lock(survivor: User, absorbed: User) -> None:
        with transaction.atomic():
            require_mergeable(survivor, absorbed)
            looked.wait()
            now = clock.now()
            facts = {"basis": MergeBasis.OWNER, "asked_by": "user:x", "asked_at": now, "due_at": now}
            Merge.objects.create(survivor=survivor, absorbed=absorbed, **facts)

    assert both(ask_without_lock, people) == ["asked", "asked"]
    assert {(each.survivor_id, each.absorbed_id) for each in Merge.objects.all()} == {
        (people[0].pk, people[1].pk),
        (people[1].pk, people[0].pk),
    }


def test_with_them_one_is_refused() -> None:
    people, together = (person("one"), person("two")), Barrier(2, timeout=PATIENCE)

    def ask(survivor: User, absorbed: User) -> None:
        together.wait()
        merge_ask(actor=himself(survivor), survivor_id=survivor.pk, absorbed_id=absorbed.pk, basis=MergeBasis.OWNER)

    assert both(ask, people) == ["account_absorbed", "asked"]
    assert Merge.objects.count() == 1
