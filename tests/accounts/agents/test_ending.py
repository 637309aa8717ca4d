"""Ending, suspending, and appointing another in one's place."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.agents.acting import actor_for
from accounts.agents.kinds import AgencyKind, AgencyState, EndReason
from accounts.agents.rules import Terms
from accounts.models import AgencyRelation
from accounts.services.agency_ask import agency_ask
from accounts.services.agency_confirm import agency_confirm
from accounts.services.agency_end import agency_end
from accounts.services.agency_suspend import agency_resume, agency_suspend
from services_portal.kernel import clock
from tests.accounts.agents.people import (
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


@pytest.fixture
def firm(agency):
    """An enterprise, its representative, and a handler for two kinds of matters who may let another act for him."""
    chief, handler = proved("chief"), proved("handler")
    enterprise = enterprise_of(chief, clerk(agency))
    terms = a_year(scopes=["370100", "370200"], may_delegate=True)
    return enterprise, chief, handler, handler_of(enterprise, handler, chief, terms)


def appoint(handler, firm, relation, deputy, terms):
    return agency_ask(
        actor=himself(handler), agent=deputy, principal=firm, kind=AgencyKind.HANDLER, terms=terms, under=relation
    )


@pytest.mark.parametrize(("who", "reason"), [("chief", "by_principal"), ("handler", "by_agent"), ("clerk", "by_staff")])
def test_either_side_and_a_window_end_it(firm, agency, who, reason) -> None:
    _enterprise, chief, handler, relation = firm
    actors = {"chief": himself(chief), "handler": himself(handler), "clerk": clerk(agency)}
    refused("not_found", agency_end, actor=himself(unproved("stranger")), agency_id=relation.pk)
    assert actor_for(handler, relation.pk, "370100").acted_for == f"enterprise:{relation.enterprise_id}"
    ended = agency_end(actor=actors[who], agency_id=relation.pk)
    assert (ended.state, ended.end_reason, ended.ended_by) == (AgencyState.ENDED, reason, actors[who].acted_by)
    assert told()[-1] == ("accounts.agency_ended", actors[who].acted_by)
    refusal = refused("agency_not_in_force", actor_for, user=handler, agency_id=relation.pk, scope="370100")
    assert refusal.params == {"why": "ended"}
    before = told()
    assert agency_end(actor=actors[who], agency_id=relation.pk).ended_at == ended.ended_at
    assert told() == before


def test_what_the_law_makes_its_ward_does_not_end(agency) -> None:
    mother, window, born = proved("mother"), clerk(agency), date(2011, 2, 2)
    relation = parenthood(mother, resident_id(born, 77), window)
    child = proved("child")
    assert relation.dependant is not None
    relation.dependant.user = child
    relation.dependant.save()
    refused("not_permitted", agency_end, actor=himself(child), agency_id=relation.pk)
    refused("not_permitted", agency_suspend, actor=himself(child), agency_id=relation.pk)
    assert agency_end(actor=himself(mother), agency_id=relation.pk).end_reason == EndReason.BY_AGENT


def test_suspended_by_whom_it_is_for_and_lifted_by_the_same(firm, agency) -> None:
    _enterprise, chief, handler, relation = firm
    window = clerk(agency)
    refused("not_permitted", agency_suspend, actor=himself(handler), agency_id=relation.pk)
    refused("agency_settled", agency_resume, actor=himself(chief), agency_id=relation.pk)
    agency_suspend(actor=himself(chief), agency_id=relation.pk)
    refusal = refused("agency_not_in_force", actor_for, user=handler, agency_id=relation.pk, scope="370100")
    assert refusal.params == {"why": "suspended"}
    refused("not_permitted", agency_resume, actor=himself(handler), agency_id=relation.pk)
    agency_resume(actor=himself(chief), agency_id=relation.pk)
    assert actor_for(handler, relation.pk, "370100").id == str(handler.pk)
    agency_suspend(actor=window, agency_id=relation.pk)
    refused("not_permitted", agency_resume, actor=himself(chief), agency_id=relation.pk)
    agency_resume(actor=window, agency_id=relation.pk)
    names = [name for name, _who in told()[-4:]]
    assert names == ["accounts.agency_suspended", "accounts.agency_in_force"] * 2


def test_another_in_ones_place_has_no_more_and_ends_with_it(firm) -> None:
    enterprise, chief, handler, relation = firm
    deputy, third = proved("deputy"), proved("third")
    less = Terms(scopes=["370100"], ends_at=clock.now() + timedelta(days=30))
    below = appoint(handler, enterprise, relation, deputy, less)
    refused("agency_needs_another", agency_confirm, actor=himself(handler), agency_id=below.pk)
    agency_confirm(actor=himself(deputy), agency_id=below.pk)
    assert actor_for(deputy, below.pk, "370100").acted_for == f"enterprise:{enterprise.pk}"
    refused("agency_out_of_scope", actor_for, user=deputy, agency_id=below.pk, scope="370200")
    chain = {"actor": himself(deputy), "agent": third, "principal": enterprise, "kind": AgencyKind.HANDLER}
    refused("agency_no_chain", agency_ask, **chain, terms=less, under=below)
    refused("agency_no_chain", agency_ask, **chain, terms=less)
    agency_end(actor=himself(chief), agency_id=relation.pk)
    below.refresh_from_db()
    assert (below.state, below.end_reason) == (AgencyState.ENDED, EndReason.SUPERIOR_ENDED)


def test_what_cannot_be_passed_on(firm) -> None:
    enterprise, chief, handler, relation = firm
    deputy = proved("deputy")
    ask = {"actor": himself(handler), "agent": deputy, "principal": enterprise, "kind": AgencyKind.HANDLER}
    soon = clock.now() + timedelta(days=30)
    for terms in (
        Terms(ends_at=soon),
        Terms(scopes=["370300"], ends_at=soon),
        Terms(scopes=["370100"], ends_at=clock.now() + timedelta(days=700)),
        Terms(scopes=["370100"], ends_at=soon, may_delegate=True),
    ):
        refused("agency_no_chain", agency_ask, **ask, terms=terms, under=relation)
    AgencyRelation.objects.filter(pk=relation.pk).update(may_delegate=False)
    less = Terms(scopes=["370100"], ends_at=soon)
    refused("agency_no_chain", agency_ask, **ask, terms=less, under=relation)
    refused("agency_no_chain", agency_ask, **ask, terms=less)
    by_proxy = actor_for(handler, relation.pk, "370100")
    refused("agency_no_chain", agency_ask, **{**ask, "actor": by_proxy}, terms=less)
    agency_suspend(actor=himself(chief), agency_id=relation.pk)
    AgencyRelation.objects.filter(pk=relation.pk).update(may_delegate=True)
    refused("agency_no_chain", agency_ask, **ask, terms=less, under=relation)
