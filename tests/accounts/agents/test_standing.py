"""Whether somebody may act now: term, ages, levels, both accounts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.agents.acting import actor_for, narrowed
from accounts.agents.ages import reaches
from accounts.agents.kinds import AgencyKind
from accounts.agents.rules import Terms
from accounts.agents.standing import RELATED, why_not
from accounts.identifiers import identifier_index
from accounts.identifiers.kinds import IdentifierType
from accounts.models import AgencyRelation, Dependant, Proof
from accounts.services.agency_ask import agency_ask
from accounts.services.agency_confirm import agency_confirm
from accounts.services.dependant_register import dependant_register
from services_portal.kernel import clock
from services_portal.kernel.actor import Represented
from tests.accounts.agents.people import a_year, clerk, himself, parenthood, proved, refused, resident_id

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def why(relation: AgencyRelation, at: datetime) -> str:
    return why_not(AgencyRelation.objects.select_related(*RELATED).get(pk=relation.pk), at)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(born=st.dates(date(2010, 1, 1), date(2024, 12, 31)) | st.sampled_from([date(2012, 2, 29), date(2016, 2, 29)]))
def test_a_parent_acts_until_the_child_is_18_and_nothing_needs_to_run(parent_of, born) -> None:
    relation, of_age = parent_of(born), reaches(born, 18)
    assert why(relation, noon(of_age - DAY)) == ""
    assert why(relation, noon(of_age)) == "of_age"
    midnight = datetime(of_age.year, of_age.month, of_age.day, tzinfo=clock.now().tzinfo)
    assert why(relation, midnight - timedelta(seconds=1)) == ""
    assert why(relation, midnight) == "of_age"


@pytest.fixture
def parent_of(agency):
    """A parenthood whose child can be given another birthday."""
    relation = parenthood(proved("mother"), resident_id(date(2019, 3, 3), 5), clerk(agency))

    def with_child(born: date) -> AgencyRelation:
        number = resident_id(born, 5)
        index = identifier_index(IdentifierType.RESIDENT_ID, number)
        child = Dependant.objects.get(pk=relation.dependant_id)
        child.resident_id, child.index = number, index
        child.save()
        return relation

    return with_child


def test_a_guardian_of_a_child_ends_with_it_one_of_somebody_of_age_does_not(agency) -> None:
    uncle, window, born = proved("uncle"), clerk(agency), date(2012, 2, 29)
    minor = {"name": "小明", "resident_id": resident_id(born), "kind": AgencyKind.GUARDIAN}
    ward = {"name": "李四", "resident_id": resident_id(date(1950, 1, 1)), "kind": AgencyKind.GUARDIAN}
    of_child = dependant_register(actor=himself(uncle), user=uncle, **minor)
    agency_confirm(actor=window, agency_id=of_child.pk)
    of_old = dependant_register(actor=himself(uncle), user=uncle, **ward)
    agency_confirm(actor=window, agency_id=of_old.pk)
    assert why(of_old, clock.now()) == "asked"
    agency_confirm(actor=clerk(agency), agency_id=of_old.pk)
    at = noon(date(2030, 3, 1))
    assert (why(of_child, at - DAY), why(of_child, at), why(of_old, at)) == ("", "of_age", "")


def test_term_level_scope_and_both_accounts(agency) -> None:
    daughter, father = proved("daughter"), proved("father")
    starts = clock.now() + DAY
    terms = Terms(scopes=["370100"], begins_at=starts, ends_at=starts + 30 * DAY, least_level=3)
    asked = agency_ask(
        actor=himself(daughter), agent=daughter, principal=father, kind=AgencyKind.ENTRUSTED, terms=terms
    )
    act = {"user": daughter, "agency_id": asked.pk, "scope": "370100"}
    assert refused("agency_not_in_force", actor_for, **act).params == {"why": "asked"}
    agency_confirm(actor=himself(father), agency_id=asked.pk)
    assert refused("agency_not_in_force", actor_for, **act).params == {"why": "not_begun"}
    assert why(asked, starts + 30 * DAY) == "expired"
    with clock.frozen(starts + DAY):
        actor = actor_for(**act)
        assert actor.on_behalf_of == Represented("user", str(father.pk), str(asked.pk), "370100")
        assert actor.principal == ("user", str(father.pk))
        refused("agency_out_of_scope", actor_for, **{**act, "scope": "370200"})
        refused("agency_out_of_scope", actor_for, **{**act, "scope": ""})
        refused("not_found", actor_for, **{**act, "user": father})
        Proof.objects.filter(user=daughter).update(level=2)
        assert refused("step_up_required", actor_for, **act).params["level_wanted"] == 3
        Proof.objects.filter(user=daughter).update(level=3)
        father.is_active = False
        father.save()
        assert refused("agency_not_in_force", actor_for, **act).params == {"why": "closed"}
        AgencyRelation.objects.filter(pk=asked.pk).update(person=daughter)
        assert why(asked, clock.now()) == "self"


def test_rights_of_staff_are_left_behind_and_the_matter_is_named_by_the_service(agency) -> None:
    window, father = clerk(agency), proved("father")
    from accounts.models import User

    son = User.objects.get(pk=window.id)
    terms = Terms(ends_at=clock.now() + timedelta(hours=1))
    ask = {"agent": son, "principal": father, "kind": AgencyKind.CLERK, "terms": terms}
    relation = agency_confirm(actor=himself(father), agency_id=agency_ask(actor=window, **ask).pk)
    actor = actor_for(son, relation.pk)
    assert (window.grants != frozenset(), actor.grants, actor.all_rights) == (True, frozenset(), False)
    on_it = narrowed(actor, "370100").on_behalf_of
    assert on_it is not None and (on_it.scope, on_it.authority) == ("370100", str(relation.pk))
    assert narrowed(window, "370100") is window
    assert a_year().scopes == ("*",)
