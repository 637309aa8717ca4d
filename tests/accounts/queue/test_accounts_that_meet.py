"""An account proves a resident ID that another has proved: refused as before, and a case for the province."""

from __future__ import annotations

import pytest

from accounts.identifiers import IdentifierType, normalise
from accounts.levels import level_of
from accounts.models import CaseChoice, CaseState, ConflictCase, Identifier, Merge, MergeState, Proof
from accounts.roles import Role
from accounts.selectors import actor_of
from accounts.services import Identity, identifier_prove, proof_at_window
from accounts.services.case_approve import case_approve, case_decline
from accounts.services.case_decide import case_decide
from accounts.services.case_open import case_open
from accounts.services.case_undo import case_undo
from accounts.services.cases_watch import cases_watch
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import OutboxEvent
from tests.accounts.intake.people import ZHANG
from tests.accounts.merging.people import person
from tests.factories.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def met():
    """Two accounts, of which one has proved the ID that the other was refused."""
    holder, newcomer = person("holder"), person("newcomer")
    identity = Identity(IdentifierType.RESIDENT_ID, ZHANG, "张伟")
    proof_at_window(actor=SYSTEM, user=holder, identity=identity)
    case = case_open(actor=SYSTEM, user_id=newcomer.pk, resident_id=ZHANG)
    return holder, newcomer, case


@pytest.fixture
def staff(db):
    return [actor_of(make_staff(Role.PROVINCE_ADMIN)) for _ in range(2)]


def held(user):
    return list(Identifier.objects.filter(user=user).order_by("pk").values())


def test_it_is_one_case_however_often_and_only_where_another_holds_the_number(met) -> None:
    holder, newcomer, case = met
    assert (case.reason, case.user, case.holder, case.cities) == ("identifier.taken", newcomer, holder, [])
    first_generation = ZHANG[:6] + ZHANG[8:17]
    assert case_open(actor=SYSTEM, user_id=newcomer.pk, resident_id=first_generation) == case
    assert case_open(actor=SYSTEM, user_id=holder.pk, resident_id=ZHANG) is None
    assert ConflictCase.objects.count() == 1


def test_a_window_that_is_refused_opens_a_case(met) -> None:
    ConflictCase.objects.all().delete()
    _holder, newcomer, _case = met
    number = "13812345678"
    identifier_prove(user=newcomer, identifier_type=IdentifierType.PHONE, value=number, method="code")
    form = {"account": number, "type": "resident_id", "number": ZHANG, "full_name": "张伟"}
    page = signed_in(make_staff(Role.PROVINCE_ADMIN)).post("/admin/accounts/proof/add/", form)
    assert "It belongs to another account" in page.text
    assert ConflictCase.objects.get().user == newcomer
    assert Proof.objects.count() == 1


def test_one_person_s_accounts_are_merged_by_two_members_of_staff(met, staff) -> None:
    holder, newcomer, case = met
    case_decide(actor=staff[0], case_id=case.pk, choice=CaseChoice.SAME, file="K-1")
    merge = Merge.objects.get()
    assert (merge.survivor, merge.absorbed, merge.approved_by) == (holder, newcomer, "")
    case_approve(actor=staff[1], case_id=case.pk)
    merge.refresh_from_db()
    assert merge.approved_by == f"user:{staff[1].id}"
    case_undo(actor=staff[0], case_id=case.pk)
    merge.refresh_from_db()
    case.refresh_from_db()
    assert (merge.state, case.state) == (MergeState.CANCELLED, CaseState.OPEN)
    case_decide(actor=staff[0], case_id=case.pk, choice=CaseChoice.SAME, file="K-1")
    case_decline(actor=staff[0], case_id=case.pk)
    assert set(Merge.objects.values_list("state", flat=True)) == {MergeState.CANCELLED}


def test_the_holder_who_is_wrong_loses_the_mark_and_gets_it_back_when_that_was_wrong(met, staff) -> None:
    holder, newcomer, case = met
    before = held(holder)
    case_decide(actor=staff[0], case_id=case.pk, choice=CaseChoice.DIFFERENT, file="K-1", against=holder.pk)
    assert level_of(holder) == 1
    assert [event.payload["level"] for event in OutboxEvent.objects.filter(name="accounts.level_changed")] == [3, 1]
    case_undo(actor=staff[0], case_id=case.pk)
    after = held(holder)
    for each in (*before, *after):
        each.pop("updated_at")
    assert (after, level_of(holder)) == (before, 3)
    # Once the true owner has proved it, nothing is given back.
    case_decide(actor=staff[0], case_id=case.pk, choice=CaseChoice.DIFFERENT, file="K-1", against=holder.pk)
    identifier_prove(user=newcomer, identifier_type=IdentifierType.RESIDENT_ID, value=ZHANG, method="window")
    with pytest.raises(DomainError) as refused:
        case_undo(actor=staff[0], case_id=case.pk)
    assert refused.value.code == "case_moved_on"
    assert level_of(holder) == 1


def test_the_newcomer_who_is_wrong_loses_nothing(met, staff) -> None:
    holder, newcomer, case = met
    before = held(holder), held(newcomer)
    case_decide(actor=staff[0], case_id=case.pk, choice=CaseChoice.DIFFERENT, file="K-1", against=newcomer.pk)
    assert (held(holder), held(newcomer)) == before
    case.refresh_from_db()
    assert case.state == CaseState.SETTLED


def test_there_is_no_source_to_report_to(met, staff) -> None:
    holder, _newcomer, case = met
    with pytest.raises(DomainError) as refused:
        case_decide(actor=staff[0], case_id=case.pk, choice=CaseChoice.WRONG_DATA, file="K-1", against=holder.pk)
    assert refused.value.code == "case_choice_unfit"


def test_an_overdue_case_is_alarmed_once_and_one_whose_number_is_free_is_closed(met) -> None:
    _holder, _newcomer, case = met
    assert cases_watch() == 0
    ConflictCase.objects.update(due_on="2020-01-02")
    assert (cases_watch(), cases_watch()) == (1, 0)
    told = [event.payload for event in OutboxEvent.objects.filter(name="accounts.case_overdue")]
    assert told == [{"case_id": str(case.pk), "due_on": "2020-01-02"}]
    normalised = normalise(IdentifierType.RESIDENT_ID, ZHANG)
    Identifier.objects.proved().bearing(IdentifierType.RESIDENT_ID, normalised).delete()
    cases_watch()
    case.refresh_from_db()
    assert case.state == CaseState.CURED
