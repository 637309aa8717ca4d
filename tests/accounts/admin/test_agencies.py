"""A clerk asks at the window, another confirms by the documents, an auditor looks; every look leaves a trace."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.agents.kinds import AgencyKind, AgencyState
from accounts.identifiers import IdentifierType
from accounts.models import AgencyRelation, User
from accounts.roles import Role
from accounts.services import identifier_prove
from accounts.services.dependant_register import dependant_register
from services_portal.kernel.models import AuditEntry
from tests.accounts.agents.people import himself, proved, resident_id, traces
from tests.factories.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db
AGENCIES = "/admin/accounts/agencyrelation/"
CHILD = resident_id(date(2019, 3, 3), 345)
PHONE = "13812345678"


@pytest.fixture
def mother() -> User:
    user = proved("mother")
    identifier_prove(user=user, identifier_type=IdentifierType.PHONE, value=PHONE, method="code")
    return user


def page(clerk: User, relation: AgencyRelation) -> str:
    return signed_in(clerk).get(f"{AGENCIES}{relation.pk}/steps/").content.decode()


def step(clerk: User, relation: AgencyRelation, name: str) -> int:
    return signed_in(clerk).post(f"{AGENCIES}{relation.pk}/steps/", {"step": name}, follow=True).status_code


def test_two_clerks_let_a_mother_act_for_her_child(mother, agency) -> None:
    first, second = make_staff(Role.WINDOW_CLERK, agency=agency), make_staff(Role.WINDOW_CLERK, agency=agency)
    form = {"account": PHONE, "kind_asked": "parent", "full_name": "小明", "number": CHILD, "reason": "H-2026/3"}
    assert signed_in(first).post(f"{AGENCIES}add/", form, follow=True).status_code == 200
    relation = AgencyRelation.objects.get()
    assert (relation.state, relation.agent, relation.asked_side) == (AgencyState.ASKED, mother, "staff")
    own = page(first, relation)
    assert "2019-03-03" in own and CHILD not in own and 'value="confirm"' not in own
    assert step(first, relation, "confirm") == 404
    assert 'value="confirm"' in page(second, relation)
    assert step(second, relation, "confirm") == 200
    relation.refresh_from_db()
    assert (relation.state, relation.confirmed_by) == (AgencyState.IN_FORCE, f"user:{second.pk}")
    for name, state in (("suspend", "suspended"), ("resume", "in_force"), ("end", "ended")):
        assert step(second, relation, name) == 200
        relation.refresh_from_db()
        assert relation.state == state
    assert AuditEntry.objects.filter(action="accounts.agency.read", subject_id=str(relation.pk)).count() >= 3
    assert "小明" not in signed_in(second).get(AGENCIES).content.decode()


def test_what_does_not_fit_is_told_beside_the_form(mother, agency) -> None:
    clerk = make_staff(Role.WINDOW_CLERK, agency=agency)
    form = {"account": PHONE, "kind_asked": "parent", "full_name": "小明", "number": CHILD, "reason": "H-2026/3"}
    before = traces()
    for wrong in ({"account": "13900000000"}, {"reason": "小明"}, {"kind_asked": "clerk"}, {"number": CHILD[:-1]}):
        answer = signed_in(clerk).post(f"{AGENCIES}add/", {**form, **wrong})
        assert list(answer.context["adminform"].form.errors) == list(wrong)
    grown = signed_in(clerk).post(f"{AGENCIES}add/", {**form, "number": resident_id(date(1980, 1, 1))})
    assert "The age does not fit" in grown.content.decode()
    assert traces() == before


def test_an_auditor_looks_and_changes_nothing(mother, agency) -> None:
    auditor = make_staff(Role.AUDITOR)
    asked = dependant_register(
        actor=himself(mother), user=mother, name="小明", resident_id=CHILD, kind=AgencyKind.PARENT
    )
    assert 'name="step"' not in page(auditor, asked)
    assert step(auditor, asked, "confirm") == 404
    assert signed_in(auditor).get(f"{AGENCIES}add/").status_code == 403
    editor = make_staff(Role.EDITOR, agency=agency)
    assert signed_in(editor).get(AGENCIES).status_code == 403
    assert step(editor, asked, "end") == 404
    asked.refresh_from_db()
    assert asked.state == AgencyState.ASKED
