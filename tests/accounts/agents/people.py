"""Families, enterprises and clerks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from stdnum.cn.ric import calc_check_digit

from accounts.agents.kinds import AgencyKind
from accounts.agents.rules import Terms
from accounts.identifiers import IdentifierType
from accounts.models import AgencyRelation, Dependant, Enterprise, User
from accounts.roles import Role
from accounts.selectors import actor_of
from accounts.services import Identity, proof_at_window, resident_register
from accounts.services.agency_ask import agency_ask
from accounts.services.agency_confirm import agency_confirm
from accounts.services.dependant_register import dependant_register
from accounts.services.enterprise_register import enterprise_register
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM, Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.factories.staff import make_staff

USCC = "91110000600037341L"
OTHER_USCC = "11370800MB28559184"
GROWN = date(1985, 6, 15)
_serial = count(1)


def resident_id(born: date, serial: int | None = None) -> str:
    """Return a number of somebody born on that day."""
    number = f"370102{born:%Y%m%d}{(serial or next(_serial)) % 1000:03d}"
    return number + calc_check_digit(number + "0")


def proved(name: str, born: date = GROWN) -> User:
    """Make a resident whom a window has proved (L3)."""
    user = User.objects.create_user(f"{name}@example.com", "harbour-bridge-47")
    resident_register(user=user, display_name=name)
    identity = Identity(IdentifierType.RESIDENT_ID, resident_id(born), "李娜")
    proof_at_window(actor=SYSTEM, user=user, identity=identity)
    return user


def unproved(name: str) -> User:
    """Make a resident who has proved nothing (L1)."""
    user = User.objects.create_user(f"{name}@example.com", "harbour-bridge-47")
    resident_register(user=user, display_name=name)
    return user


def himself(user: User) -> Actor:
    """Return the person as an actor, with the rights of his roles."""
    return actor_of(user)


def clerk(agency: Any) -> Actor:
    """Return a window clerk of an agency."""
    return actor_of(make_staff(Role.WINDOW_CLERK, agency=agency))


def a_year(**more: Any) -> Terms:
    """Return terms of a year."""
    return Terms(ends_at=clock.now() + timedelta(days=365), **more)


def parenthood(parent: User, number: str, by: Actor) -> AgencyRelation:
    """Let a parent register his child, and a clerk confirm it."""
    asked = dependant_register(
        actor=himself(parent), user=parent, name="小明", resident_id=number, kind=AgencyKind.PARENT
    )
    return agency_confirm(actor=by, agency_id=asked.pk)


def enterprise_of(user: User, by: Actor, uscc: str = USCC) -> Enterprise:
    """Let ``user`` be the legal representative of an enterprise."""
    asked = enterprise_register(actor=himself(user), user=user, uscc=uscc, name="济南某某有限公司")
    found = agency_confirm(actor=by, agency_id=asked.pk).enterprise
    assert found is not None
    return found


def handler_of(enterprise: Enterprise, agent: User, representative: User, terms: Terms | None = None) -> AgencyRelation:
    """Let somebody ask to be the enterprise's handler, and its representative confirm it."""
    asked = agency_ask(
        actor=himself(agent),
        agent=agent,
        principal=enterprise,
        kind=AgencyKind.HANDLER,
        terms=terms or a_year(scopes=["370100"]),
    )
    return agency_confirm(actor=himself(representative), agency_id=asked.pk)


def traces() -> dict[str, Any]:
    """Return all that tells of an act: relations as they stand, entries that are no refusals, events."""
    return {
        "relations": list(AgencyRelation.objects.order_by("pk").values()),
        "dependants": list(Dependant.objects.order_by("pk").values_list("pk", "confirmed_at", "user")),
        "enterprises": list(Enterprise.objects.order_by("pk").values_list("pk", "name", "confirmed_at")),
        "audit": AuditEntry.objects.filter(refused=False).count(),
        "events": OutboxEvent.objects.count(),
    }


def refused(code: str, act: Callable[..., object], **arguments: Any) -> DomainError:
    """Hold ``act`` to the refusal; nothing is written and nobody told."""
    before = traces()
    with pytest.raises(DomainError) as refusal:
        act(**arguments)
    assert refusal.value.code == code
    assert traces() == before
    return refusal.value


def told() -> list[tuple[str, str]]:
    """Return the events of agencies, and who did what for whom."""
    events = OutboxEvent.objects.filter(aggregate_type="accounts.agency").order_by("sequence")
    return list(events.values_list("name", "acted_by"))
