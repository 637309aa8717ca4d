"""What a city had proved comes to the person who has proved the same here, in whichever order the two happen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.identifiers import IdentifierType
from accounts.models import ClaimBasis, Claiming, ClaimingState, ConflictCase, Identifier, OldAccount, Proof, User
from accounts.services import (
    Identity,
    RevokeReason,
    SuspensionReason,
    identifier_claim,
    identifier_prove,
    proof_record,
    proof_revoke,
    user_restore,
    user_suspend,
)
from accounts.services.claim_by_proof import claims_of_all, claims_of_person, claims_of_run
from accounts.services.claim_undo import claim_undo
from accounts.services.merge_undo import merge_undo
from accounts.verifiers import in_use, verifiers
from services_portal.kernel.actor import Actor
from services_portal.kernel.outbox import Relay
from tests.accounts.claiming.olds import enter, md5_row, standing, take
from tests.accounts.intake.people import EMAIL, LI, PHONE, ZHANG, proved, reached, row, written
from tests.accounts.jobs import run_what_waits
from tests.accounts.merging.people import himself, merged, person

pytestmark = pytest.mark.django_db
STAFF = Actor(type="user", id=str(UUID(int=7)), all_rights=True)
FIRST_GENERATION = ZHANG[:6] + ZHANG[8:17]


@pytest.fixture
def jinan(new_town: Any) -> Any:
    return new_town("aa")


@pytest.fixture
def zhang(db: None) -> User:
    return person("zhang")


@pytest.fixture
def deliver(django_capture_on_commit_callbacks: Any) -> Callable[[], None]:
    """Let the relay and the workers do what waits, as they would after a commit."""

    def do() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            Relay().drain()
        run_what_waits()

    return do


def seen(user: User, number: str = ZHANG, name: str = "张伟", kind: str = "resident_id") -> Proof:
    """Let a clerk have seen the person with his document."""
    window = next(each for each in in_use() if each.name == "window")
    return proof_record(actor=STAFF, user=user, identity=Identity(IdentifierType(kind), number, name), verifier=window)


def holders() -> dict[str, str]:
    """Return who holds which old account, by its login there."""
    return {
        f"{row.city.slug}{row.number}": holding.user.email
        for holding in Claiming.objects.held().select_related("user")
        for row in OldAccount.objects.filter(claim=holding.claim_id).select_related("city")
    }


def test_an_old_account_comes_to_who_proves_its_document_and_he_is_told(jinan, zhang, deliver, mailoutbox) -> None:
    take(jinan, {**md5_row("1", "old-password-1"), **proved("1", FIRST_GENERATION, **reached())}, row("2"))
    seen(zhang)
    deliver()
    (holding,) = Claiming.objects.held()
    assert (holding.user, holding.basis, holding.asked_by) == (zhang, ClaimBasis.PROVED, "system:portal")
    assert holders() == {"aa1": zhang.email}
    said = dict(Identifier.objects.filter(pk__in=holding.said).values_list("type", "verified_at"))
    assert said == {"phone": None}  # the address is his already
    deliver()
    assert "已为您找到一个原有账号" in {letter.subject for letter in mailoutbox}
    assert enter("login1", "old-password-1") is None


def test_what_comes_in_later_comes_to_him_too(jinan, zhang, deliver) -> None:
    seen(zhang)
    deliver()
    take(jinan, proved("1"), proved("2", LI, name="李娜"))
    deliver()
    assert holders() == {"aa1": zhang.email}


@pytest.mark.parametrize(
    "old",
    [
        written("1", **reached()),
        row("1", **reached(PHONE, EMAIL)),
        proved("1", LI),
        proved("1", name=""),
        proved("1", name="李娜"),
        {**proved("1"), "kind": "enterprise"},
        {**proved("1"), "verified_by": "mayor"},
    ],
    ids=["written", "addresses and name", "another ID", "no name", "another name", "enterprise", "untrusted"],
)
def test_nothing_else_comes_to_him(jinan, zhang, old) -> None:
    for kind, value in ((IdentifierType.PHONE, PHONE), (IdentifierType.EMAIL, EMAIL)):
        identifier_prove(user=zhang, identifier_type=kind, value=value, method="code")
    seen(zhang)
    take(jinan, old)
    before = standing()
    assert (claims_of_person(user_id=zhang.pk), claims_of_all()) == (0, 0)
    after = standing()
    # Another name beside the same document is put before staff, which is all that is written.
    assert after.pop("audit") - before.pop("audit") == ConflictCase.objects.count() == (old.get("name") == "李娜")
    assert after == before


def test_who_only_knows_name_and_number_gets_nothing(jinan, zhang) -> None:
    take(jinan, proved("1"))
    identifier_claim(user=zhang, identifier_type=IdentifierType.RESIDENT_ID, value=ZHANG)
    identity = Identity(IdentifierType.RESIDENT_ID, ZHANG, "张伟")
    proof_record(actor=himself(zhang), user=zhang, identity=identity, verifier=verifiers.get("population_register"))
    before = standing()
    assert (claims_of_person(user_id=zhang.pk), claims_of_all()) == (0, 0)
    assert standing() == before
    seen(zhang)
    assert claims_of_person(user_id=zhang.pk) == 1


def test_a_permit_or_a_passport_does_as_well(jinan, zhang) -> None:
    marks = {"documents_verified": "yes", "verified_by": "register"}
    take(jinan, row("1", passport="CHN:E12345678", **marks), row("2", passport="CHN:E87654321", **marks))
    seen(zhang, "CHN:E12345678", kind="passport")
    seen(zhang, "CHN:E87654321", kind="passport")
    assert claims_of_person(user_id=zhang.pk) == 2
    assert holders() == {"aa1": zhang.email, "aa2": zhang.email}


def test_what_he_gave_back_does_not_come_again(jinan, zhang) -> None:
    seen(zhang)
    take(jinan, proved("1"))
    claims_of_all()
    claim_undo(actor=himself(zhang), claiming_id=Claiming.objects.get().pk)
    town = take(jinan, proved("1", phone="13800000009"))
    assert claims_of_run(run_id=town[0].run_id) == claims_of_all() == 0
    assert Claiming.objects.get().state == ClaimingState.UNDONE


def test_it_goes_with_a_wrong_proof_and_comes_with_a_right_one(jinan, zhang) -> None:
    take(jinan, proved("1", phone=PHONE))
    wrong = seen(zhang)
    claims_of_person(user_id=zhang.pk)
    assert Identifier.objects.filter(user=zhang, type="phone").exists()
    proof_revoke(actor=STAFF, proof_id=wrong.pk, reason=RevokeReason.OTHER_PERSON)
    assert (holders(), claims_of_all()) == ({}, 0)
    assert not Identifier.objects.filter(user=zhang, type="phone").exists()
    assert Claiming.objects.get().settled_by == "system:portal"
    seen(zhang)
    assert claims_of_person(user_id=zhang.pk) == 1


def test_one_of_two_proofs_is_enough(jinan, zhang) -> None:
    take(jinan, proved("1"))
    wrong, _right = seen(zhang), seen(zhang)
    claims_of_person(user_id=zhang.pk)
    proof_revoke(actor=STAFF, proof_id=wrong.pk, reason=RevokeReason.MISTAKE)
    assert holders() == {"aa1": zhang.email}


def test_a_closed_account_gets_nothing_until_it_is_open_again(jinan, zhang, deliver) -> None:
    seen(zhang)
    user_suspend(actor=STAFF, user=zhang, reason=SuspensionReason.STOLEN)
    take(jinan, proved("1"))
    deliver()
    assert (holders(), claims_of_all()) == ({}, 0)
    user_restore(actor=STAFF, user=zhang)
    deliver()
    assert holders() == {"aa1": zhang.email}


def test_a_number_that_was_released_finds_nothing(jinan, zhang) -> None:
    seen(zhang)
    Identifier.objects.proved().update(released_at=zhang.date_joined, release_reason="doubted")
    take(jinan, proved("1"))
    assert claims_of_all() == 0


def test_a_merged_account_has_it_and_apart_again_it_is_whose_proof_found_it(jinan, zhang, deliver, settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    survivor = person("survivor")
    seen(zhang)
    seen(survivor, "CHN:E12345678", kind="passport")
    merge = merged(survivor, zhang)
    take(jinan, proved("1"))
    claims_of_all()
    assert holders() == {"aa1": survivor.email}
    merge_undo(actor=himself(survivor), merge_id=merge.pk)
    deliver()
    assert holders() == {"aa1": zhang.email}


def test_a_run_asks_two_questions_however_many_rows(jinan, zhang) -> None:
    """Looking is set by set: what costs by the row is only what is given."""
    seen(zhang)
    few = take(jinan, *[proved(str(number), LI) for number in range(3)])[0].run_id
    many = take(jinan, *[proved(str(number), LI) for number in range(40)])[0].run_id
    costs = []
    for run in (few, many):
        with CaptureQueriesContext(connection) as queries:
            claims_of_run(run_id=run)
        costs.append(len(queries))
    assert costs == [2, 2]


STEPS = ("jinan", "qingdao", "proof", "suspend", "look")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(STEPS))
def test_whatever_comes_first_it_ends_the_same(new_town: Any, order: list[str]) -> None:
    with transaction.atomic():
        towns = {"jinan": new_town("aa"), "qingdao": new_town("bb", "370902000000")}
        user = person("zhang")
        for step in order:
            if step in towns:
                towns[step].take(proved("1"), row("2"), proved("3", LI, name="李娜"))
            elif step == "proof":
                seen(user)
            elif step == "suspend":
                user_suspend(actor=STAFF, user=user, reason=SuspensionReason.ASKED)
            claims_of_all()
        user_restore(actor=STAFF, user=user)
        claims_of_all()
        assert holders() == {"aa1": user.email, "bb1": user.email}
        assert sorted(OldAccount.objects.values_list("city__slug", "number", "outcome")) == [
            *sorted(_outcomes(order)),
        ]
        assert OldAccount.objects.values("claim").distinct().count() == 4
        transaction.set_rollback(True)


def _outcomes(order: list[str]) -> list[tuple[str, int, str]]:
    """The city that came first begins each person; the other's rows join those of the same documents."""
    first, second = ("aa", "bb") if order.index("jinan") < order.index("qingdao") else ("bb", "aa")
    return [
        *[(first, number, "new") for number in (1, 2, 3)],
        *[(second, number, "new" if number == 2 else "linked") for number in (1, 2, 3)],
    ]
