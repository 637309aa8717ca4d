"""An old account contradicts what its claimant has proved: refused, and staff of the province see both sides."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.identifiers import IdentifierType
from accounts.levels import level_of
from accounts.models import CaseState, ClaimBasis, Claiming, ConflictCase, Identifier, OldAccount, User
from accounts.queue.selectors import doubts_of
from accounts.queue.sides import lines_of, sides_of_case
from accounts.roles import Role
from accounts.services import identifier_prove
from accounts.services.case_undo import case_undo
from accounts.services.cases_watch import cases_watch
from accounts.services.claim_by_proof import claims_of_all
from services_portal.kernel.models import OutboxEvent
from tests.accounts.claiming.olds import md5_row, take
from tests.accounts.claiming.test_by_proof import holders, seen
from tests.accounts.claiming.test_join import OLD, asks, browser
from tests.accounts.intake.people import LI, ZHANG, proved
from tests.accounts.merging.people import person
from tests.accounts.queue.cases import FIRST, claim_of, decide
from tests.factories.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def jinan(new_town: Any) -> Any:
    return new_town("aa")


@pytest.fixture
def zhang(db: None) -> User:
    return person("zhang")


@pytest.fixture
def case(jinan: Any, zhang: User) -> ConflictCase:
    """He knows the password of an old account that names another ID than he has proved."""
    seen(zhang)
    take(jinan, {**md5_row("1", OLD), **proved("1", LI)})
    assert asks(zhang) == (409, "claim_contradicts")
    return ConflictCase.objects.get()


def everything() -> dict[str, Any]:
    """Return what a decision may change."""
    identifiers = Identifier.objects.order_by("pk").values("pk", "user", "index", "verified_at", "released_at")
    return {
        "rows": list(OldAccount.objects.order_by("pk").values()),
        "identifiers": list(identifiers),
        "held": holders(),
        "levels": {user.email: level_of(user) for user in User.objects.all()},
    }


def test_it_is_one_case_however_often_and_he_reads_by_when_it_is_decided(case, zhang) -> None:
    assert (case.reason, case.claimant, case.cities, case.state) == ("claim.contradicts", zhang, [], "open")
    said = browser(zhang).post(
        "/api/v1/me/claims/", {"city": "aa", "name": "login1", "password": OLD}, content_type="application/json"
    )
    assert said.json()["params"] == {"due_on": case.due_on.isoformat()}
    assert case.due_on.isoformat() in said.json()["detail"]
    (doubt,) = doubts_of(zhang)
    assert (doubt.city, doubt.due_on, doubt.is_his) == (case.account.city, case.due_on, None)
    assert case.due_on.isoformat() in browser(zhang).get("/me/old-accounts/").text
    assert ConflictCase.objects.count() == 1
    assert not Claiming.objects.exists()


def test_the_clerk_sees_both_sides_masked(case) -> None:
    sides = sides_of_case(case)
    assert [side.is_account for side in sides] == [False, True]
    assert [(line.kind, line.likeness.value) for line in lines_of(sides)][:2] == [
        ("name", "same"),
        ("resident_id", "differs"),
    ]
    page = signed_in(make_staff(Role.PROVINCE_ADMIN)).get(f"/admin/accounts/conflictcase/{case.pk}/change/")
    assert page.status_code == 200
    assert ZHANG not in page.text and LI not in page.text
    city = signed_in(make_staff(Role.CITY_ADMIN, city=case.account.city)).get(
        f"/admin/accounts/conflictcase/{case.pk}/change/"
    )
    assert city.status_code == 404


@pytest.mark.parametrize("choice", ["same", "different from the old account", "different from him"])
def test_a_decision_is_carried_out_and_taken_back_exactly(case, zhang, choice) -> None:
    before = everything()
    if choice == "same":
        decide(case, "same")
        assert holders() == {"aa1": zhang.email}
        assert Claiming.objects.get().basis == ClaimBasis.DECIDED
    elif choice == "different from the old account":
        decide(case, "different", against=claim_of(case))
        assert not OldAccount.objects.get().documents_verified
        assert (asks(zhang), ConflictCase.objects.count()) == ((409, "claim_contradicts"), 1)
    else:
        decide(case, "different", against=zhang.pk)
        assert level_of(zhang) == 1
    assert case.state == CaseState.SETTLED
    assert doubts_of(zhang)[0].is_his is (choice == "same")
    case_undo(actor=FIRST, case_id=case.pk)
    case.refresh_from_db()
    assert (everything(), case.state) == (before, CaseState.OPEN)


def test_wrong_data_are_reported_to_the_city_and_the_mended_row_ends_the_case(case, jinan, zhang) -> None:
    decide(case, "wrong_data", against=claim_of(case))
    told = OutboxEvent.objects.get(name="accounts.case_reported").payload
    assert told == {"case_id": str(case.pk), "city": "aa"}
    take(jinan, {**md5_row("1", OLD), **proved("1", ZHANG)})
    cases_watch()
    case.refresh_from_db()
    assert case.state == CaseState.CURED
    assert asks(zhang) == (201, None)


def test_a_doubt_stays_when_the_city_says_it_again_and_not_when_it_says_something_else(case, jinan, zhang) -> None:
    decide(case, "different", against=claim_of(case))
    take(jinan, {**md5_row("1", OLD), **proved("1", LI, phone="13800000009")})
    assert asks(zhang) == (409, "claim_contradicts")
    assert not ConflictCase.objects.live().exists()
    take(jinan, {**md5_row("1", OLD), **proved("1", LI, former_names="张三")})
    assert asks(zhang) == (409, "claim_contradicts")
    assert ConflictCase.objects.live().count() == 1


def test_an_import_that_puts_the_row_at_odds_with_another_ends_it(case, jinan, new_town) -> None:
    take(new_town("bb", "370902000000"), proved("1", name="李娜"))
    take(jinan, {**md5_row("1", OLD), **proved("1", ZHANG)})
    case.refresh_from_db()
    assert case.state == CaseState.CURED
    assert list(ConflictCase.objects.live().values_list("reason", flat=True)) == ["match.two_persons"]


def test_one_document_under_two_names_is_a_case_without_anybody_asking(jinan, zhang) -> None:
    seen(zhang)
    take(jinan, proved("1", name="李娜"))
    assert [claims_of_all(), claims_of_all()] == [0, 0]
    case = ConflictCase.objects.get()
    assert (case.reason, case.claimant) == ("claim.two_names", zhang)
    decide(case, "same")
    assert (holders(), claims_of_all()) == ({"aa1": zhang.email}, 0)


def test_what_another_account_has_proved_is_a_case_between_the_two(jinan, zhang) -> None:
    seen(person("other"))
    take(jinan, {**md5_row("1", OLD), **proved("1")})
    assert asks(zhang) == (409, "claim_contradicts")
    case = ConflictCase.objects.get()
    assert (case.reason, case.user, case.claimant) == ("identifier.taken", zhang, None)


def test_at_a_window_too(case, zhang) -> None:
    ConflictCase.objects.all().delete()
    identifier_prove(user=zhang, identifier_type=IdentifierType.PHONE, value="13812345678", method="code")
    form = {"account": "13812345678", "city": "aa", "name": "login1", "type": "resident_id", "number": LI}
    page = signed_in(make_staff(Role.PROVINCE_ADMIN)).post("/admin/accounts/claiming/add/", form)
    assert page.status_code == 200
    assert ConflictCase.objects.get().claimant == zhang
