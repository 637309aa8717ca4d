"""A city that fails is left alone for a while, and never slows the others."""

import threading

import pytest
import redis
from django.conf import settings

from cities.adapters.base import AdapterError, refusal
from cities.adapters.breaker import CityGate
from cities.manifests.schema import LimitsPart
from tests.cities.adapters.json_feed.reading import ROWS, city, titles
from tests.cities.adapters.reading import read
from tests.cities.feed_server import answering, hanging, pages, serving

LIMITS = LimitsPart(timeout_seconds=1, concurrency=1, breaker_failures=2, breaker_reset_seconds=60)


@pytest.fixture
def store():
    client = redis.Redis.from_url(settings.REDIS_URL)
    yield client
    client.close()


def fail(gate, *, permanent=False):
    with pytest.raises(AdapterError), gate.call():
        raise refusal("feed.server_error", permanent=permanent)


def refused(gate):
    with pytest.raises(AdapterError) as caught, gate.call():
        raise AssertionError("must not be let through")
    return caught.value.code, caught.value.permanent


def let_time_pass(store, slug):
    """As if the time of rest were over: the key that holds it has expired."""
    assert store.delete(f"city:{slug}:open") == 1


def test_failures_in_a_row_open_the_circuit():
    gate = CityGate("mou", LIMITS)
    fail(gate)
    assert not gate.is_open()
    fail(gate)
    assert gate.is_open()
    assert refused(gate) == ("feed.circuit_open", False)


def test_a_success_between_counts_from_the_beginning():
    gate = CityGate("mou", LIMITS)
    fail(gate)
    with gate.call():
        pass
    fail(gate)
    assert not gate.is_open()


def test_a_refusal_for_good_is_a_sign_of_life():
    gate = CityGate("mou", LIMITS)
    for _ in range(3):
        fail(gate, permanent=True)
    assert not gate.is_open()


def test_the_state_is_shared_by_all_processes_and_by_no_other_city():
    fail(CityGate("mou", LIMITS))
    fail(CityGate("mou", LIMITS))
    assert CityGate("mou", LIMITS).is_open()
    assert not CityGate("qita", LIMITS).is_open()


def test_after_the_rest_one_probe_goes_first_and_its_luck_decides(store):
    gate = CityGate("mou", LIMITS)
    fail(gate)
    fail(gate)
    let_time_pass(store, "mou")
    with gate.call():
        assert refused(CityGate("mou", LIMITS)) == ("feed.circuit_open", False)
    assert not gate.is_open()
    fail(gate)
    assert not gate.is_open()


def test_a_probe_that_fails_opens_the_circuit_at_once(store):
    gate = CityGate("mou", LIMITS)
    fail(gate)
    fail(gate)
    let_time_pass(store, "mou")
    fail(gate)
    assert gate.is_open()


def test_the_rest_has_an_end(store):
    gate = CityGate("mou", LIMITS)
    fail(gate)
    fail(gate)
    assert 59_000 < store.pttl("city:mou:open") <= 60_000


def test_no_more_calls_at_a_time_than_the_city_bears():
    gate = CityGate("mou", LIMITS)
    with gate.call():
        assert refused(CityGate("mou", LIMITS)) == ("feed.busy", False)
        with CityGate("qita", LIMITS).call():
            pass
    with gate.call():
        pass


def test_a_slot_of_a_dead_process_is_free_again_when_it_has_run_out(store):
    gate = CityGate("mou", LIMITS)
    store.zadd("city:mou:slots", {"of a process that was killed": 1.0})
    with gate.call():
        assert store.zcard("city:mou:slots") == 1


def test_a_feed_that_fails_is_not_asked_any_more():
    with serving(behaviour=answering(500, b"")) as feed:
        bad = city(feed.url, limits={"breaker_failures": 2})
        codes = [read(bad).refused[0] for _ in range(4)]
    assert codes == ["feed.server_error", "feed.server_error", "feed.circuit_open", "feed.circuit_open"]
    assert len(feed.asked) == 2


def test_a_feed_that_hangs_harms_no_other_city():
    with serving(behaviour=hanging) as slow, serving(ROWS, behaviour=pages) as quick:
        patient = city(slow.url, slug="man", limits={"timeout_seconds": 1, "concurrency": 1})
        outcome = []
        waiting = threading.Thread(target=lambda: outcome.append(read(patient).refused))
        waiting.start()
        other = read(city(quick.url, slug="kuai", limits={"timeout_seconds": 1, "concurrency": 1}))
        assert waiting.is_alive()
        waiting.join()
    assert (len(titles(other)), other.refused, outcome) == (5, None, [("feed.timeout", False)])


def test_without_redis_no_call_is_let_through():
    nowhere = redis.Redis.from_url("unix:///nonexistent/redis.sock")
    assert refused(CityGate("mou", LIMITS, nowhere)) == ("feed.busy", False)


@pytest.mark.parametrize("permanent", [None, True, False])
def test_redis_that_goes_away_during_a_call_does_not_change_its_outcome(store, monkeypatch, permanent):
    gate = CityGate("mou", LIMITS, store)
    outcome = []
    try:
        with gate.call():
            monkeypatch.setattr(
                store, "connection_pool", redis.ConnectionPool.from_url("unix:///nonexistent/redis.sock")
            )
            if permanent is not None:
                raise refusal("feed.server_error", permanent=permanent)
        outcome.append("done")
    except AdapterError as error:
        outcome.append(error.code)
    assert outcome == ["done" if permanent is None else "feed.server_error"]
