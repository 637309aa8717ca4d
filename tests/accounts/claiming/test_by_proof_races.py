"""An import and a proof at once, and whoever else wants the same old account in that moment."""

from __future__ import annotations

from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from accounts.claiming.reaching import pairs_of
from accounts.models import Claim, ClaimBasis, Claiming, OldAccount, User
from accounts.services import RevokeReason, proof_revoke
from accounts.services.claim_by_proof import claim_by_proof, claims_of_person, claims_of_run
from services_portal.kernel import clock
from tests.accounts.claiming.olds import enter, md5_row, take
from tests.accounts.claiming.test_by_proof import STAFF, seen
from tests.accounts.claiming.test_races import PATIENCE, at_once
from tests.accounts.intake.people import proved
from tests.accounts.merging.people import person

pytestmark = pytest.mark.django_db(transaction=True)
OLD = "dongfang-1987"


@pytest.fixture
def zhang(db: None) -> User:
    return person("zhang")


def an_old_account(town: Any) -> OldAccount:
    (found,) = take(town, {**md5_row("1", OLD), **proved("1")})
    return found


@pytest.mark.parametrize("looks", ["in its transaction", "after it"])
def test_an_import_and_a_proof_at_once_meet_because_both_look_after_they_are_written(new_town, zhang, looks) -> None:
    """Within, neither sees the other: nobody has the old account. After it, whichever is written last sees both."""
    town, written = new_town("aa"), Barrier(2, timeout=PATIENCE)
    inside = looks == "in its transaction"

    def taking_in() -> int:
        with transaction.atomic():
            run = town.take(proved("1"))
            written.wait()
            given = claims_of_run(run_id=run.pk) if inside else 0
            written.wait()
        return given if inside else claims_of_run(run_id=run.pk)

    def proving() -> int:
        with transaction.atomic():
            seen(zhang)
            written.wait()
            given = claims_of_person(user_id=zhang.pk) if inside else 0
            written.wait()
        return given if inside else claims_of_person(user_id=zhang.pk)

    given = sum(at_once(taking_in, proving))
    assert given == Claiming.objects.held().filter(user=zhang).count() == (0 if inside else 1)


def test_found_twice_at_once_it_is_given_once(new_town, zhang) -> None:
    old = an_old_account(new_town("aa"))
    seen(zhang)
    given = at_once(*[lambda: claims_of_person(user_id=zhang.pk), lambda: claims_of_run(run_id=old.run_id)])
    assert sorted(given) == [0, 1]
    assert Claiming.objects.get().user == zhang


def test_a_first_sign_in_against_a_proof_ends_with_one_holder(new_town, zhang) -> None:
    old = an_old_account(new_town("aa"))
    seen(zhang)
    Claiming.objects.all().delete()
    entered, given = at_once(lambda: enter("login1", OLD), lambda: claims_of_person(user_id=zhang.pk))
    holder = Claiming.objects.held().get()
    assert (entered, given, holder.user) == (None, 1, zhang)
    assert holder.claim_id == old.claim_id


@pytest.mark.parametrize("locked", [False, True])
def test_a_proof_that_is_revoked_meanwhile_gives_nothing(new_town, zhang, locked) -> None:
    """Without the person's lock the claim would stay with who has proved nothing any more."""
    old, proof, looked, revoked = an_old_account(new_town("aa")), seen(zhang), *(Barrier(2, timeout=PATIENCE),) * 2
    assert old.claim_id is not None
    claim_id = old.claim_id

    def giving() -> UUID | None:
        if locked:
            looked.wait()
            given = claim_by_proof(claim_id=claim_id, user_id=zhang.pk)
            return given.pk if given else None
        with transaction.atomic():
            (pair,) = pairs_of([zhang.pk])
            looked.wait()
            revoked.wait()
            now = clock.now()
            facts = {"asked_by": "system:portal", "asked_at": now, "held_at": now, "basis": ClaimBasis.PROVED}
            return Claiming.objects.create(claim_id=pair.claim_id, user=zhang, **facts).pk

    def revoking() -> None:
        looked.wait()
        proof_revoke(actor=STAFF, proof_id=proof.pk, reason=RevokeReason.FORGED)
        if not locked:
            revoked.wait()

    at_once(giving, revoking)
    assert Claiming.objects.held().exists() is not locked
    assert Claim.objects.filter(pk=claim_id).exists()
