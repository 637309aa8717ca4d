"""Staff decide; what they decided holds for later runs of the same data, and is taken back exactly."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts.models import CaseChange, CaseChoice, CaseDecision, CaseState, Claiming, ConflictCase, OldAccount
from accounts.scopes import CONFLICT_DECIDE
from accounts.services.case_approve import case_approve, case_decline
from accounts.services.case_decide import case_decide
from accounts.services.case_take import case_take
from accounts.services.case_undo import case_undo
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor, Grant
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.accounts.intake.people import LI, proved
from tests.accounts.queue.cases import FIRST, SECOND, claim_of, decide, rows, standing, two_names
from tests.factories.staff import make_user


def test_one_person_is_joined_once_a_second_has_agreed(new_town) -> None:
    _here, _there, case = two_names(new_town)
    before = standing()
    case_decide(actor=FIRST, case_id=case.pk, choice=CaseChoice.SAME, file="K-1")
    case.refresh_from_db()
    assert (case.state, standing()) == (CaseState.PROPOSED, before)
    with pytest.raises(DomainError) as refused:
        case_approve(actor=FIRST, case_id=case.pk)
    assert refused.value.code == "case_needs_another"
    assert standing() == before
    case_approve(actor=SECOND, case_id=case.pk)
    case.refresh_from_db()
    assert (case.state, case.is_live) == (CaseState.SETTLED, False)
    assert OldAccount.objects.values("claim").distinct().count() == 1
    assert list(OldAccount.objects.order_by("id").values_list("outcome", "reason", "rival")) == [
        ("new", "match.nobody", None),
        ("linked", "case.same", None),
    ]


def test_the_database_holds_a_join_to_two_members_of_staff(new_town) -> None:
    _here, _there, case = two_names(new_town)
    decision = case_decide(actor=FIRST, case_id=case.pk, choice=CaseChoice.SAME, file="K-1")
    mine = CaseDecision.objects.filter(pk=decision.pk)
    with pytest.raises(IntegrityError, match="case_joined_by_four_eyes"), transaction.atomic():
        mine.update(state="done", approved_by=decision.decided_by)


@pytest.mark.parametrize("wrong", ["row", "rival"])
def test_different_persons_stay_apart_and_the_wrong_one_loses_its_proof(new_town, wrong) -> None:
    _here, _there, case = two_names(new_town)
    against = claim_of(case) if wrong == "row" else case.rival_id
    decide(case, "different", against=against)
    assert case.state == CaseState.SETTLED
    found = dict(OldAccount.objects.values_list("claim_id", "documents_verified"))
    assert found == {claim_of(case): wrong != "row", case.rival_id: wrong != "rival"}
    assert set(OldAccount.objects.values_list("outcome", "rival")) == {("new", None)}


@pytest.mark.parametrize("choice", ["same", "different"])
def test_later_runs_heed_it_as_long_as_the_rows_say_the_same_of_their_person(new_town, choice) -> None:
    here, there, case = two_names(new_town)
    decide(case, choice, against=claim_of(case))
    held = dict(OldAccount.objects.values_list("id", "claim_id"))
    marks = dict(OldAccount.objects.values_list("id", "documents_verified"))
    there.take(proved("1", name="李娜", phone="13800000009"))
    here.take(proved("1", phone="13800000008"))
    assert dict(OldAccount.objects.values_list("id", "claim_id")) == held
    assert dict(OldAccount.objects.values_list("id", "documents_verified")) == marks
    assert not OldAccount.objects.filter(outcome="conflict").exists()
    assert ConflictCase.objects.live().count() == 0
    # What says something else of its person is judged anew.
    there.take(proved("1", name="王芳"))
    assert ConflictCase.objects.live().get().reason == "match.two_persons"


@pytest.mark.parametrize("choice", ["same", "different", "wrong_data", "documents"])
def test_every_decision_is_taken_back_exactly(new_town, choice) -> None:
    _here, _there, case = two_names(new_town)
    before, due = standing(), (case.due_on, case.state)
    decide(case, choice, against=claim_of(case) if choice in ("different", "wrong_data") else None)
    case_undo(actor=SECOND, case_id=case.pk)
    case.refresh_from_db()
    assert standing() == before
    assert (case.due_on, case.state, case.is_live) == (*due, True)
    with pytest.raises(DomainError) as refused:
        case_undo(actor=SECOND, case_id=case.pk)
    assert refused.value.code == "case_settled"
    # It can be decided anew, the same way.
    decide(case, choice, against=claim_of(case) if choice in ("different", "wrong_data") else None)


def test_who_joined_meanwhile_is_matched_anew_when_the_join_is_taken_back(new_town) -> None:
    _here, _there, case = two_names(new_town)
    before = rows()
    decide(case, "same")
    new_town("cc", "370903000000").take(proved("1", name="李娜"))
    third = OldAccount.objects.get(city__slug="cc")
    assert third.outcome == "linked"
    case_undo(actor=FIRST, case_id=case.pk)
    assert [each for each in rows() if each["id"] != third.pk] == before
    third.refresh_from_db()
    # It is 李娜's again, and no longer with 张伟.
    assert third.claim_id == claim_of(case)
    assert case.rival_id != third.claim_id


def held_by(case: ConflictCase, *claims) -> None:
    for claim in claims:
        at = case.opened_at
        Claiming.objects.create(
            claim_id=claim, user=make_user(), basis="window", asked_by="user:1", asked_at=at, held_at=at
        )


def test_what_is_claimed_by_two_is_not_joined_and_by_one_goes_to_him(new_town) -> None:
    _here, _there, case = two_names(new_town)
    newer = claim_of(case)
    held_by(case, newer)
    decide(case, "same")
    assert set(OldAccount.objects.values_list("claim", flat=True)) == {newer}
    case_undo(actor=FIRST, case_id=case.pk)
    held_by(case, case.rival_id)
    before = rows()
    with pytest.raises(DomainError) as refused:
        decide(case, "same")
    assert (refused.value.code, rows()) == ("case_choice_unfit", before)


def test_who_has_claimed_the_one_person_since_keeps_him(new_town) -> None:
    _here, _there, case = two_names(new_town)
    decide(case, "same")
    case.opened_at = clock.now()
    held_by(case, case.rival_id)
    before = rows()
    with pytest.raises(DomainError) as refused:
        case_undo(actor=FIRST, case_id=case.pk)
    assert (refused.value.code, rows()) == ("case_moved_on", before)


def test_what_was_changed_since_is_not_taken_back(new_town) -> None:
    _here, there, case = two_names(new_town)
    decide(case, "same")
    there.take(proved("1", LI, name="李娜"))
    before = rows()
    with pytest.raises(DomainError) as refused:
        case_undo(actor=FIRST, case_id=case.pk)
    assert refused.value.code == "case_moved_on"
    assert rows() == before
    assert CaseDecision.objects.get().state == "done"


def test_wrong_data_are_reported_to_the_cities_of_the_side_and_the_deadline_runs_anew(new_town) -> None:
    _here, there, case = two_names(new_town)
    ConflictCase.objects.update(due_on="2020-01-02")
    decide(case, "wrong_data", against=claim_of(case))
    told = [event.payload for event in OutboxEvent.objects.filter(name="accounts.case_reported")]
    assert told == [{"case_id": str(case.pk), "city": "bb"}]
    assert (case.state, case.is_overdue, case.is_live) == (CaseState.REPORTED, False, True)
    # The source mends it, and the case is over.
    there.take(proved("1", LI, name="李娜"))
    case.refresh_from_db()
    assert case.state == CaseState.CURED
    assert CaseDecision.objects.get().state == "followed"


def test_a_proposal_is_declined_and_one_whose_rows_have_changed_declines_itself(new_town) -> None:
    _here, there, case = two_names(new_town)
    case_decide(actor=FIRST, case_id=case.pk, choice=CaseChoice.SAME, file="K-1")
    with pytest.raises(DomainError) as refused:
        case_decide(actor=SECOND, case_id=case.pk, choice=CaseChoice.DOCUMENTS, file="K-1")
    assert refused.value.code == "case_settled"
    case_decline(actor=SECOND, case_id=case.pk)
    case.refresh_from_db()
    assert (case.state, CaseDecision.objects.get().state) == (CaseState.OPEN, "declined")
    case_decide(actor=FIRST, case_id=case.pk, choice=CaseChoice.SAME, file="K-1")
    there.take(proved("1", LI, name="李娜"))
    case.refresh_from_db()
    assert case.state == CaseState.CURED
    with pytest.raises(DomainError):
        case_approve(actor=SECOND, case_id=case.pk)


@pytest.mark.parametrize(
    ("choice", "against"),
    [("different", None), ("different", "00000000-0000-0000-0000-000000000001"), ("wrong_data", None)],
)
def test_a_side_that_is_none_is_refused_and_nothing_changes(new_town, choice, against) -> None:
    _here, _there, case = two_names(new_town)
    before, audited = standing(), AuditEntry.objects.count()
    with pytest.raises(DomainError) as refused:
        case_decide(actor=FIRST, case_id=case.pk, choice=CaseChoice(choice), file="K-1", against=against)
    assert refused.value.code == "case_choice_unfit"
    assert (standing(), AuditEntry.objects.count(), CaseChange.objects.count()) == (before, audited, 0)


def test_a_city_decides_its_own_conflicts_and_no_others(new_town) -> None:
    _here, _there, case = two_names(new_town)

    def clerk(slug: str) -> Actor:
        return Actor("user", slug, grants=frozenset({Grant(CONFLICT_DECIDE, f"city:{slug}")}))

    for slug in ("aa", "bb"):
        case_take(actor=clerk(slug), case_id=case.pk)
    case.refresh_from_db()
    assert case.taken_by == "user:bb"
    for actor in (clerk("cc"), Actor("user", "9")):
        for act in (case_take, case_undo, case_approve, case_decline):
            with pytest.raises(DomainError) as refused:
                act(actor=actor, case_id=case.pk)
            assert refused.value.code == "not_found"
    case_take(actor=clerk("aa"), case_id=case.pk, hand_back=True)
    case.refresh_from_db()
    assert case.taken_by == ""
