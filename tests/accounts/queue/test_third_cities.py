"""Once staff have joined two IDs as one person's, a later row under either follows the decision."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import ConflictCase, OldAccount
from accounts.services.case_undo import case_undo
from accounts.services.claim_by_proof import claims_of_all
from bench.old_accounts import resident_id
from tests.accounts.claiming.test_by_proof import holders, seen
from tests.accounts.intake.people import LI, ZHANG, proved
from tests.accounts.merging.people import person
from tests.accounts.queue.cases import FIRST, decide, standing

pytestmark = pytest.mark.django_db
WANG = resident_id(3)
PASSPORT = {"passport": "CHN:E12345678"}


@pytest.fixture
def joined(new_town: Any) -> ConflictCase:
    """One passport beside two IDs, in two cities; two members of staff say that it is one person."""
    new_town("aa").take(proved("1", ZHANG, **PASSPORT))
    new_town("bb", "370902000000").take(proved("1", LI, **PASSPORT))
    case = ConflictCase.objects.get()
    assert case.reason == "match.two_ids"
    decide(case, "same")
    return case


@pytest.fixture
def third(new_town: Any) -> Any:
    return new_town("cc", "370903000000")


def outcomes(town: Any) -> list[tuple[str, str]]:
    return list(OldAccount.objects.filter(city=town.city).order_by("number").values_list("outcome", "reason"))


def test_a_row_under_either_id_joins_them_with_or_without_the_passport(joined, third) -> None:
    third.take(proved("1", ZHANG), proved("2", LI), proved("3", ZHANG, **PASSPORT), proved("4", LI, **PASSPORT))
    assert outcomes(third) == [("linked", "match.document")] * 4
    assert OldAccount.objects.values("claim").distinct().count() == 1
    assert not ConflictCase.objects.live().exists()


def test_the_same_again_changes_nothing(joined, third, new_town) -> None:
    third.take(proved("1", ZHANG), proved("2", LI))
    before = standing()
    again = third.take(proved("1", ZHANG), proved("2", LI))
    assert (again.report["changes"], standing()) == (0, before)
    third.take(proved("1", ZHANG, phone="13800000009"), proved("2", LI, phone="13800000009"))
    assert outcomes(third) == [("linked", "match.document")] * 2


def test_a_third_id_and_another_name_are_conflicts_still(joined, third) -> None:
    third.take(proved("1", WANG, **PASSPORT), proved("2", LI, name="李娜"))
    assert outcomes(third) == [("conflict", "match.two_ids"), ("conflict", "match.two_persons")]
    assert ConflictCase.objects.live().count() == 2


def test_taken_back_it_is_heeded_no_more_and_who_came_by_it_is_matched_anew(joined, third) -> None:
    third.take(proved("1", ZHANG), proved("2", LI))
    case_undo(actor=FIRST, case_id=joined.pk)
    claims = {
        (row.city.slug, row.number): row.claim_id for row in OldAccount.objects.select_related("city").order_by("pk")
    }
    assert claims["cc", 1] == claims["aa", 1] != claims["bb", 1] == claims["cc", 2]


def test_who_has_proved_one_of_them_is_that_person(joined) -> None:
    zhang = person("zhang")
    seen(zhang, LI)
    assert claims_of_all() == 1
    assert holders() == {"aa1": zhang.email, "bb1": zhang.email}


def test_taken_back_the_portal_takes_back_what_it_had_given_by_it(joined) -> None:
    zhang = person("zhang")
    seen(zhang, ZHANG)
    claims_of_all()
    case_undo(actor=FIRST, case_id=joined.pk)
    joined.refresh_from_db()
    assert (holders(), joined.state) == ({}, "open")
    assert claims_of_all() == 1
    assert holders() == {"aa1": zhang.email}


def test_it_costs_one_question_a_chunk_where_a_claim_holds_two_ids_and_none_elsewhere(joined, third, new_town) -> None:
    fourth = new_town("dd", "370904000000")
    costs = []
    for town, rows in ((third, [proved("1", WANG)]), (fourth, [proved("1", ZHANG)])):
        with CaptureQueriesContext(connection) as queries:
            town.take(*rows)
        costs.append(sum("accounts_casechange" in each["sql"] for each in queries))
    assert costs == [0, 1]
