"""Agencies go with the accounts of their people: over in a merge, back when it is undone, and never to oneself."""

from __future__ import annotations

import pytest

from accounts.agents.acting import actor_for
from accounts.agents.kinds import AgencyKind
from accounts.identifiers import IdentifierType
from accounts.merging.holdings import holdings_of
from accounts.models import AgencyRelation, Identifier, User
from accounts.services import Identity, proof_at_window
from accounts.services.agency_ask import agency_ask
from accounts.services.agency_confirm import agency_confirm
from accounts.services.merge_undo import merge_undo
from services_portal.kernel.actor import SYSTEM
from tests.accounts.agents.people import a_year, clerk, enterprise_of, handler_of, himself, proved, refused, unproved
from tests.accounts.merging.people import merged

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once(settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0


def by_passport(name: str) -> User:
    """Make a resident whom a window has proved by his passport (L3)."""
    user = unproved(name)
    identity = Identity(IdentifierType.PASSPORT, "CHN:E12345678", "李娜")
    proof_at_window(actor=SYSTEM, user=user, identity=identity)
    return user


def agencies(user: User) -> list[dict[str, object]]:
    """Return the rows by which ``user`` acts, every column."""
    return holdings_of(user.pk)["accounts.AgencyRelation.agent"]


def test_the_survivor_acts_and_each_has_its_own_again_afterwards(agency) -> None:
    chief, old, new = proved("chief"), proved("old"), by_passport("new")
    relation = handler_of(enterprise_of(chief, clerk(agency)), old, chief, a_year(scopes=["370100"]))
    act = {"agency_id": relation.pk, "scope": "370100"}
    before = agencies(old), agencies(new)
    merge = merged(new, old)
    assert actor_for(new, **act).acted_for == f"enterprise:{relation.enterprise_id}"
    refused("not_found", actor_for, user=old, **act)
    merge_undo(actor=himself(new), merge_id=merge.pk)
    assert actor_for(old, **act).acted_for == f"enterprise:{relation.enterprise_id}"
    refused("not_found", actor_for, user=new, **act)
    assert (agencies(old), agencies(new)) == before


def test_who_asked_confirms_nothing_because_two_accounts_became_one(agency) -> None:
    daughter, spare, father = proved("daughter"), by_passport("spare"), proved("father")
    asked = agency_ask(
        actor=himself(daughter), agent=daughter, principal=father, kind=AgencyKind.ENTRUSTED, terms=a_year()
    )
    merged(spare, daughter)
    refused("agency_needs_another", agency_confirm, actor=himself(spare), agency_id=asked.pk)
    agency_confirm(actor=himself(father), agency_id=asked.pk)
    assert AgencyRelation.objects.get().agent == spare


def test_nobody_acts_for_himself_after_a_merge() -> None:
    one, two = proved("one"), proved("two")
    asked = agency_ask(actor=himself(one), agent=one, principal=two, kind=AgencyKind.ENTRUSTED, terms=a_year())
    agency_confirm(actor=himself(two), agency_id=asked.pk)
    Identifier.objects.filter(user=two, type=IdentifierType.RESIDENT_ID).delete()
    merged(one, two)
    assert refused("agency_not_in_force", actor_for, user=one, agency_id=asked.pk).params == {"why": "self"}
