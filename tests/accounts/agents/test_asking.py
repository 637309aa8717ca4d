"""Who asks that somebody act for another, and who confirms it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.agents.kinds import AgencyKind, AgencyState, EndReason
from accounts.agents.rules import Terms
from accounts.models import AgencyRelation, Dependant
from accounts.services.agency_ask import agency_ask
from accounts.services.agency_confirm import agency_confirm
from accounts.services.dependant_register import dependant_register
from accounts.services.enterprise_register import enterprise_register
from services_portal.kernel import clock
from services_portal.kernel.models import AuditEntry
from tests.accounts.agents.people import (
    GROWN,
    OTHER_USCC,
    USCC,
    a_year,
    clerk,
    enterprise_of,
    handler_of,
    himself,
    parenthood,
    proved,
    refused,
    resident_id,
    told,
    unproved,
)

pytestmark = pytest.mark.django_db
CHILD = date(2019, 3, 3)


def test_a_child_is_registered_once_and_shared_by_its_parents(agency) -> None:
    mother, father, window, number = proved("mother"), proved("father"), clerk(agency), resident_id(CHILD)
    first = parenthood(mother, number, window)
    second = parenthood(father, number, window)
    assert (first.state, second.state) == (AgencyState.IN_FORCE, AgencyState.IN_FORCE)
    assert first.dependant_id == second.dependant_id
    child = Dependant.objects.get()
    assert (child.name, child.resident_id, child.born) == ("小明", number, CHILD)
    asked, confirmed = ("accounts.agency_asked", "accounts.agency_in_force")
    who = [himself(mother).acted_by, window.acted_by, himself(father).acted_by, window.acted_by]
    assert told() == list(zip([asked, confirmed] * 2, who, strict=True))
    details = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert "小明" not in details and number not in details


def test_a_stranger_keeps_nobody_from_registering_his_child(agency) -> None:
    stranger, mother, number = proved("stranger"), proved("mother"), resident_id(CHILD)
    squat = dependant_register(
        actor=himself(stranger), user=stranger, name="某", resident_id=number, kind=AgencyKind.PARENT
    )
    parenthood(mother, number, clerk(agency))
    assert AgencyRelation.objects.get(pk=squat.pk).state == AgencyState.ASKED
    assert Dependant.objects.registered().get().name == "小明"
    twin = Dependant.objects.get(pk=squat.dependant_id)
    with pytest.raises(IntegrityError, match="dependant_registered_once"), transaction.atomic():
        Dependant.objects.filter(pk=twin.pk).update(confirmed_at=clock.now())


def test_whom_nobody_registers(agency) -> None:
    mother, minor, newcomer, number = proved("mother"), proved("minor", date(2012, 1, 1)), unproved("x"), "x"
    child = {"name": "小明", "resident_id": resident_id(CHILD), "kind": AgencyKind.PARENT}
    refused("step_up_required", dependant_register, actor=himself(newcomer), user=newcomer, **child)
    refused("agency_age", dependant_register, actor=himself(minor), user=minor, **child)
    refused("not_permitted", dependant_register, actor=himself(newcomer), user=mother, **child)
    grown = {**child, "resident_id": resident_id(GROWN)}
    refused("agency_age", dependant_register, actor=himself(mother), user=mother, **grown)
    with pytest.raises(ValidationError):
        dependant_register(actor=himself(mother), user=mother, **{**child, "resident_id": number})
    dependant_register(actor=himself(mother), user=mother, **child)
    refused("agency_there_already", dependant_register, actor=himself(mother), user=mother, **child)


def test_who_asks_never_confirms(agency) -> None:
    mother, other, window = proved("mother"), proved("other"), clerk(agency)
    at_window = {"name": "小明", "resident_id": resident_id(CHILD), "kind": AgencyKind.PARENT}
    asked = dependant_register(actor=window, user=mother, **at_window)
    refused("agency_needs_another", agency_confirm, actor=window, agency_id=asked.pk)
    refused("agency_needs_another", agency_confirm, actor=himself(mother), agency_id=asked.pk)
    refused("not_found", agency_confirm, actor=himself(other), agency_id=asked.pk)
    with pytest.raises(IntegrityError, match="agency_has_four_eyes"), transaction.atomic():
        AgencyRelation.objects.filter(pk=asked.pk).update(
            state=AgencyState.IN_FORCE,
            in_force_at=clock.now(),
            confirmed_by=asked.asked_by,
            confirmed_at=clock.now(),
        )
    confirmed = agency_confirm(actor=clerk(agency), agency_id=asked.pk)
    assert confirmed.state == AgencyState.IN_FORCE
    refused("agency_settled", agency_confirm, actor=clerk(agency), agency_id=asked.pk)


def test_a_guardian_of_somebody_of_age_takes_two_clerks(agency) -> None:
    son, first, second = proved("son"), clerk(agency), clerk(agency)
    ward = {"name": "李四", "resident_id": resident_id(date(1950, 1, 1)), "kind": AgencyKind.GUARDIAN}
    asked = dependant_register(actor=himself(son), user=son, **ward)
    assert agency_confirm(actor=first, agency_id=asked.pk).state == AgencyState.CONFIRMED
    refused("agency_needs_another", agency_confirm, actor=first, agency_id=asked.pk)
    settled = agency_confirm(actor=second, agency_id=asked.pk)
    assert (settled.state, settled.seconded_by) == (AgencyState.IN_FORCE, second.acted_by)


def test_the_person_himself_confirms_whom_he_entrusts(agency) -> None:
    daughter, father = proved("daughter"), proved("father")
    ask = {"agent": daughter, "principal": father, "kind": AgencyKind.ENTRUSTED}
    refused("agency_unfit", agency_ask, actor=himself(daughter), **ask)
    asked = agency_ask(actor=himself(daughter), **ask, terms=a_year())
    refused("agency_there_already", agency_ask, actor=himself(father), **ask, terms=a_year())
    refused("agency_needs_another", agency_confirm, actor=himself(daughter), agency_id=asked.pk)
    assert agency_confirm(actor=himself(father), agency_id=asked.pk).state == AgencyState.IN_FORCE
    backwards = {"agent": father, "principal": daughter, "kind": AgencyKind.ENTRUSTED, "terms": a_year()}
    appointed = agency_ask(actor=himself(daughter), **backwards)
    refused("agency_needs_another", agency_confirm, actor=clerk(agency), agency_id=appointed.pk)
    assert agency_confirm(actor=himself(father), agency_id=appointed.pk).state == AgencyState.IN_FORCE
    itself = {"agent": father, "principal": father, "kind": AgencyKind.ENTRUSTED, "terms": a_year()}
    refused("agency_for_oneself", agency_ask, actor=himself(father), **itself)
    refused("agency_unfit", agency_ask, actor=himself(father), **{**backwards, "kind": AgencyKind.PARENT})


def test_a_term_that_ran_out_makes_room(agency) -> None:
    daughter, father = proved("daughter"), proved("father")
    ask = {"agent": daughter, "principal": father, "kind": AgencyKind.ENTRUSTED}
    old = agency_ask(actor=himself(daughter), **ask, terms=Terms(ends_at=clock.now() + timedelta(days=1)))
    with clock.frozen(clock.now() + timedelta(days=2)):
        refused("agency_settled", agency_confirm, actor=himself(father), agency_id=old.pk)
        new = agency_ask(actor=himself(daughter), **ask, terms=a_year())
    old.refresh_from_db()
    assert (old.state, old.end_reason, new.state) == (AgencyState.ENDED, EndReason.EXPIRED, AgencyState.ASKED)


def test_an_enterprise_has_one_legal_representative_and_he_confirms_its_handlers(agency) -> None:
    chief, next_chief, handler, window = proved("chief"), proved("next"), proved("handler"), clerk(agency)
    enterprise = enterprise_of(chief, window)
    assert (enterprise.uscc, enterprise.confirmed_at is not None) == (USCC, True)
    handles = handler_of(enterprise, handler, chief)
    assert handles.state == AgencyState.IN_FORCE
    asked = enterprise_register(actor=himself(next_chief), user=next_chief, uscc=USCC, name="另一个名字")
    enterprise.refresh_from_db()
    assert enterprise.name == "济南某某有限公司"
    refused("agency_needs_another", agency_confirm, actor=himself(chief), agency_id=asked.pk)
    agency_confirm(actor=window, agency_id=asked.pk)
    former = AgencyRelation.objects.get(agent=chief)
    assert (former.state, former.end_reason) == (AgencyState.ENDED, EndReason.REPLACED)
    handles.refresh_from_db()
    assert handles.state == AgencyState.IN_FORCE
    late = agency_ask(actor=himself(chief), agent=chief, principal=enterprise, kind=AgencyKind.HANDLER, terms=a_year())
    refused("agency_needs_another", agency_confirm, actor=himself(chief), agency_id=late.pk)
    refused("not_found", agency_confirm, actor=himself(proved("stranger")), agency_id=late.pk)


@pytest.mark.parametrize("code", ["", "91110000600037341M", "1151130000877869M", "11151130000877869M"])
def test_no_such_credit_code(code: str) -> None:
    chief = proved("chief")
    with pytest.raises(ValidationError) as refusal:
        enterprise_register(actor=himself(chief), user=chief, uscc=code, name="x")
    assert refusal.value.code == "invalid_uscc"


def test_who_represents_an_enterprise_has_proved_himself(agency) -> None:
    newcomer, handler = unproved("newcomer"), proved("handler")
    firm = {"uscc": OTHER_USCC, "name": "x"}
    refused("step_up_required", enterprise_register, actor=himself(newcomer), user=newcomer, **firm)
    enterprise = enterprise_of(proved("chief"), clerk(agency))
    ask = {"agent": handler, "principal": enterprise, "kind": AgencyKind.HANDLER}
    refused("not_permitted", agency_ask, actor=himself(newcomer), **ask, terms=a_year())


def test_a_clerk_acts_for_who_stands_before_him_for_a_day_and_by_his_word(agency) -> None:
    window, visitor = clerk(agency), proved("visitor")
    from accounts.models import User

    own = User.objects.get(pk=window.id)
    terms = Terms(ends_at=clock.now() + timedelta(hours=8))
    ask = {"agent": own, "principal": visitor, "kind": AgencyKind.CLERK, "terms": terms}
    refused("not_permitted", agency_ask, actor=himself(visitor), **ask)
    asked = agency_ask(actor=window, **ask)
    refused("agency_needs_another", agency_confirm, actor=window, agency_id=asked.pk)
    refused("agency_needs_another", agency_confirm, actor=clerk(agency), agency_id=asked.pk)
    assert agency_confirm(actor=himself(visitor), agency_id=asked.pk).state == AgencyState.IN_FORCE
