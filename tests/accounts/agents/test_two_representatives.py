"""Two legal representatives of one enterprise, confirmed at two windows at once: one after the other; one stands."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.agents.kinds import AgencyState
from accounts.models import AgencyRelation
from accounts.services.agency_confirm import agency_confirm
from accounts.services.enterprise_register import enterprise_register
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from tests.accounts.agents.people import USCC, clerk, himself, proved

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20
MODULE = "accounts.services.agency_confirm"


@pytest.fixture
def asked(agency) -> list[tuple[Actor, AgencyRelation]]:
    """Two who say they represent the same enterprise, each with a clerk of his own."""
    found = []
    for name in ("one", "two"):
        user = proved(name)
        relation = enterprise_register(actor=himself(user), user=user, uscc=USCC, name="x")
        found.append((clerk(agency), relation))
    return found


def at_once(asked: list[tuple[Actor, AgencyRelation]], start: Callable[[], Any]) -> list[str]:
    """Confirm both, each in a thread; returns how it went."""

    def one(pair: tuple[Actor, AgencyRelation]) -> str:
        try:
            start()
            agency_confirm(actor=pair[0], agency_id=pair[1].pk)
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "confirmed"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(one, asked))


def standing() -> list[str]:
    return sorted(AgencyRelation.objects.values_list("state", flat=True))


def test_without_the_lock_neither_sees_the_other_and_one_is_turned_away(asked, monkeypatch) -> None:
    looked = Barrier(2, timeout=PATIENCE)
    monkeypatch.setattr(f"{MODULE}._lock_enterprise", lambda agency_id: None)
    monkeypatch.setattr(f"{MODULE}._replace_representative", lambda actor, enterprise: looked.wait())
    assert at_once(asked, lambda: None) == ["agency_there_already", "confirmed"]
    assert standing() == [AgencyState.ASKED, AgencyState.IN_FORCE]


def test_with_it_the_second_takes_the_place_of_the_first(asked) -> None:
    together = Barrier(2, timeout=PATIENCE)
    assert at_once(asked, together.wait) == ["confirmed", "confirmed"]
    assert standing() == [AgencyState.ENDED, AgencyState.IN_FORCE]
