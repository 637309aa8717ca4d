"""Whatever is written says who did it and for whom; whether he still may is asked in the writing transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import RequestFactory

from services_portal.kernel import audit, authority, outbox
from services_portal.kernel.actor import SYSTEM, Actor, Represented
from services_portal.kernel.context import actor_var, request_actor
from services_portal.kernel.events import Envelope, Event
from services_portal.kernel.middleware import ActorMiddleware
from services_portal.kernel.models import ActedModel, AuditEntry, OutboxEvent
from services_portal.kernel.outbox import subscribe
from services_portal.kernel.outbox.relay import Relay
from services_portal.kernel.outbox.subscribers import _SUBSCRIBERS

HIMSELF = Actor(type="user", id="17")
FOR_A_FIRM = Actor(type="user", id="17", on_behalf_of=Represented("enterprise", "5", "a-9", "370100"))


class NoLongerError(Exception):
    """What a guard says."""


@pytest.fixture
def asked(monkeypatch) -> Iterator[list[tuple[Actor, Represented]]]:
    """Put a guard in place that lets everything pass but authority ``over``; it notes what it was asked."""
    seen: list[tuple[Actor, Represented]] = []

    def guard(actor: Actor, represented: Represented) -> None:
        seen.append((actor, represented))
        if represented.authority == "over":
            raise NoLongerError

    monkeypatch.setattr(authority, "_GUARDS", [guard])
    return seen


def test_whose_matter_it_is() -> None:
    assert (HIMSELF.principal, HIMSELF.acted_by, HIMSELF.acted_for) == (("user", "17"), "user:17", "")
    assert (FOR_A_FIRM.principal, FOR_A_FIRM.acted_for) == (("enterprise", "5"), "enterprise:5")
    assert FOR_A_FIRM != HIMSELF
    assert ActedModel.deed_of(FOR_A_FIRM) == {"acted_by": "user:17", "on_behalf_of": "enterprise:5"}
    assert ActedModel.deed_of(HIMSELF) == {"acted_by": "user:17", "on_behalf_of": ""}


@pytest.mark.django_db
def test_entries_say_for_whom_and_ask_whether_he_may(asked) -> None:
    audit.record(FOR_A_FIRM, "test.thing.write", ("thing", "1"))
    audit.record_many(FOR_A_FIRM, "test.thing.write", [(("thing", "2"), None), (("thing", "3"), {"n": 1})])
    audit.record(HIMSELF, "test.thing.write", ("thing", "4"))
    said = AuditEntry.objects.order_by("subject_id").values_list("subject_id", "on_behalf_of", "authority")
    assert list(said) == [(each, "enterprise:5", "a-9") for each in "123"] + [("4", "", "")]
    assert asked == [(FOR_A_FIRM, FOR_A_FIRM.on_behalf_of)] * 2


@pytest.mark.django_db
def test_what_is_over_is_not_written_but_its_refusal_is(asked) -> None:
    over = Actor(type="user", id="17", on_behalf_of=Represented("enterprise", "5", "over"))
    with pytest.raises(NoLongerError), transaction.atomic():
        audit.record(over, "test.thing.write", ("thing", "1"))
    with pytest.raises(NoLongerError), transaction.atomic():
        audit.record_many(over, "test.thing.write", [(("thing", "1"), None)])
    assert not AuditEntry.objects.filter(refused=False).exists()
    audit.record_refusal(over, "test.thing.write", ("thing", "1"))
    entry = AuditEntry.objects.get(refused=True)
    assert (entry.actor_id, entry.on_behalf_of, entry.authority) == ("17", "enterprise:5", "over")


@pytest.mark.django_db
def test_without_a_guard_nobody_acts_for_another(monkeypatch) -> None:
    monkeypatch.setattr(authority, "_GUARDS", [])
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record(FOR_A_FIRM, "test.thing.write", ("thing", "1"))
    assert AuditEntry.objects.count() == 0


@dataclass(frozen=True, kw_only=True)
class ThingWritten(Event):
    name = "test.who_for_whom_thing_written"
    version = 1
    number: int


@pytest.mark.django_db
def test_events_carry_both_to_those_who_hear_them(monkeypatch) -> None:
    heard: list[tuple[str, str]] = []
    monkeypatch.setattr("services_portal.kernel.outbox.subscribers._SUBSCRIBERS", dict(_SUBSCRIBERS))

    def hear(event: Event, envelope: Envelope) -> None:
        heard.append((envelope.acted_by, envelope.on_behalf_of))

    subscribe(ThingWritten, name="test.who_for_whom")(hear)
    token = actor_var.set(lambda: HIMSELF)
    outbox.publish(ThingWritten(number=1), aggregate_type="thing", aggregate_id="1")
    outbox.publish(ThingWritten(number=2), aggregate_type="thing", aggregate_id="1", actor=FOR_A_FIRM)
    actor_var.reset(token)
    outbox.publish(ThingWritten(number=3), aggregate_type="thing", aggregate_id="1")
    Relay().drain()
    assert heard == [("user:17", ""), ("user:17", "enterprise:5"), ("", "")]
    assert OutboxEvent.objects.filter(state="done").count() == 3


def test_outside_a_request_nobody_is_known(settings) -> None:
    settings.PORTAL_ACTOR_RESOLVER = "tests.kernel.test_who_for_whom.resolve"
    seen: list[Actor | None] = []
    ActorMiddleware(lambda request: seen.append(request_actor()))(RequestFactory().get("/"))  # type: ignore[arg-type, func-returns-value]
    assert (seen, request_actor()) == ([SYSTEM], None)


def resolve(request: object) -> Actor:
    return SYSTEM
