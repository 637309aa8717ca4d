"""Delivery: in order within an aggregate, once in effect, patient with failures."""

import threading
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection, transaction

from services_portal.kernel import clock, outbox
from services_portal.kernel.events import Event
from services_portal.kernel.models import ConsumedEvent, OutboxAttempt, OutboxEvent, OutboxState
from services_portal.kernel.outbox.relay import Relay, delay_before

pytestmark = pytest.mark.django_db(transaction=True)
seen: list[str] = []
failing: set[str] = set()


@dataclass(frozen=True, kw_only=True)
class ThingHappened(Event):
    name = "test.thing_happened"
    version = 1
    word: str


@outbox.subscribe(ThingHappened, name="test.first")
def note(event, envelope):
    seen.append(event.word)
    if event.word in failing:
        raise ZeroDivisionError("secret in a message")


@outbox.subscribe(ThingHappened, name="test.second")
def note_again(event, envelope):
    seen.append(event.word.upper())
    if event.word.upper() in failing:
        raise ZeroDivisionError


@pytest.fixture(autouse=True)
def clean():
    seen.clear()
    failing.clear()


def happen(*words: str, aggregate: str = "1") -> None:
    with transaction.atomic():
        for word in words:
            outbox.publish(ThingHappened(word=word), aggregate_type="thing", aggregate_id=aggregate)


def states() -> list[str]:
    return list(OutboxEvent.objects.order_by("sequence").values_list("state", flat=True))


def test_an_event_without_its_cause_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        outbox.publish(ThingHappened(word="a"), aggregate_type="thing", aggregate_id="1")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.publish(ThingHappened(word="a"), aggregate_type="thing", aggregate_id="1")
        raise ZeroDivisionError
    assert OutboxEvent.objects.count() == 0


def test_delivers_in_order_to_every_subscriber():
    happen("a", "b", "c")
    assert Relay().drain() == 3
    assert seen == ["a", "A", "b", "B", "c", "C"]
    assert states() == [OutboxState.DONE] * 3
    assert OutboxAttempt.objects.filter(succeeded=True).count() == 3


def test_a_failure_holds_its_aggregate_and_no_other():
    happen("a", "b")
    happen("x", aggregate="2")
    failing.add("a")
    assert Relay().drain() == 1
    assert seen == ["a", "x", "X"]
    failing.clear()
    with clock.frozen(clock.now() + timedelta(seconds=2)):
        assert Relay().drain() == 2
    assert seen[3:] == ["a", "A", "b", "B"]


def test_a_subscriber_that_succeeded_is_not_asked_again():
    happen("a")
    failing.add("A")
    Relay().drain()
    assert seen == ["a", "A"]
    failing.clear()
    with clock.frozen(clock.now() + timedelta(seconds=2)):
        Relay().drain()
    assert seen == ["a", "A", "A"]
    assert ConsumedEvent.objects.count() == 2


def test_backs_off_dies_and_is_replayed_by_an_operator():
    happen("a", "b")
    failing.add("a")
    at = clock.now()
    for attempt in range(1, 4):
        with clock.frozen(at):
            Relay(max_attempts=3).drain()
        at += delay_before(attempt)
    event = OutboxEvent.objects.order_by("sequence").first()
    assert (event.state, event.attempts) == (OutboxState.DEAD, 3)
    assert set(OutboxAttempt.objects.values_list("error", flat=True)) == {"builtins.ZeroDivisionError"}
    failing.clear()
    with clock.frozen(at):
        assert Relay().drain() == 0
        assert outbox.replay(event.id) is True
        assert Relay().drain() == 2
    assert outbox.replay(event.id) is False
    assert states() == [OutboxState.DONE] * 2


def test_a_discarded_event_lets_the_next_go_on():
    happen("a", "b")
    failing.add("a")
    Relay(max_attempts=1).drain()
    event = OutboxEvent.objects.order_by("sequence").first()
    assert outbox.discard(event.id) is True
    failing.clear()
    assert Relay().drain() == 1
    assert states() == [OutboxState.DISCARDED, OutboxState.DONE]


def test_delays_double_up_to_an_hour():
    assert [delay_before(n).total_seconds() for n in (1, 2, 3, 12, 13, 30)] == [1, 2, 4, 2048, 3600, 3600]


def test_two_relays_never_take_the_same_event():
    happen("a", aggregate="1")
    happen("b", aggregate="2")
    taken: list[int] = []

    def other() -> None:
        taken.append(Relay().step()[0])
        connection.close()

    with transaction.atomic():
        OutboxEvent.objects.raw("SELECT * FROM kernel_outboxevent WHERE aggregate_id = '1' FOR UPDATE")[0]
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert taken == [1]
    assert seen == ["b", "B"]


def test_lag_is_how_long_the_first_deliverable_event_has_waited():
    assert outbox.lag_seconds() == 0
    happen("a")
    with clock.frozen(OutboxEvent.objects.get().available_at + timedelta(seconds=30)):
        assert outbox.lag_seconds() == 30
    Relay().drain()
    assert outbox.lag_seconds() == 0


def test_what_waits_for_a_person_or_for_its_next_try_is_no_lag():
    happen("a", "b")
    failing.add("a")
    Relay().drain()
    put_off = OutboxEvent.objects.get(attempts=1).available_at
    with clock.frozen(put_off - timedelta(milliseconds=1)):
        assert outbox.lag_seconds() == 0
    with clock.frozen(put_off + timedelta(seconds=5)):
        assert outbox.lag_seconds() == 5
        Relay(max_attempts=2).drain()
    assert states() == [OutboxState.DEAD, OutboxState.PENDING]
    with clock.frozen(put_off + timedelta(days=1)):
        assert outbox.lag_seconds() == 0
