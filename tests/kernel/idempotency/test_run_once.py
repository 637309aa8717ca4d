"""One effect for one key."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from services_portal.kernel import clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.idempotency import Result, fingerprint, run_once
from services_portal.kernel.ids import uuid7
from services_portal.kernel.models import ConsumedEvent, IdempotencyRecord

pytestmark = pytest.mark.django_db(transaction=True)
ACTOR = Actor(type="user", id="1")
MARK = fingerprint("POST", "/api/v1/x/", b"{}")


def effect() -> Result:
    ConsumedEvent.objects.create(subscriber="effect", event_id=uuid7())
    return Result(201, {"n": ConsumedEvent.objects.count()})


def test_a_repeat_answers_the_first_result():
    first = run_once(actor=ACTOR, key="k", fingerprint=MARK, work=effect)
    again = run_once(actor=ACTOR, key="k", fingerprint=MARK, work=effect)
    assert (first, again) == (Result(201, {"n": 1}), Result(201, {"n": 1}, replayed=True))
    assert ConsumedEvent.objects.count() == 1


def test_another_body_is_refused():
    run_once(actor=ACTOR, key="k", fingerprint=MARK, work=effect)
    with pytest.raises(DomainError) as caught:
        run_once(actor=ACTOR, key="k", fingerprint=fingerprint("POST", "/api/v1/x/", b"{ }"), work=effect)
    assert (caught.value.code, caught.value.error.status) == ("idempotency_key_reused", 422)
    assert ConsumedEvent.objects.count() == 1


@pytest.mark.parametrize("key", [None, "", "x" * 201, "a\nb"])
def test_a_key_is_required(key):
    with pytest.raises(DomainError) as caught:
        run_once(actor=ACTOR, key=key, fingerprint=MARK, work=effect)
    assert caught.value.code == "idempotency_key_required"
    assert not IdempotencyRecord.objects.exists()


def test_keys_of_two_actors_are_strangers():
    run_once(actor=ACTOR, key="k", fingerprint=MARK, work=effect)
    other = run_once(actor=Actor(type="user", id="2"), key="k", fingerprint=MARK, work=effect)
    assert other == Result(201, {"n": 2})


def test_refused_work_frees_the_key():
    def refuse() -> Result:
        effect()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_once(actor=ACTOR, key="k", fingerprint=MARK, work=refuse)
    assert not ConsumedEvent.objects.exists()
    assert run_once(actor=ACTOR, key="k", fingerprint=MARK, work=effect).replayed is False


def test_a_second_sender_waits_while_the_first_works():
    started, finish = threading.Event(), threading.Event()
    results: list[Result] = []

    def slow() -> Result:
        started.set()
        assert finish.wait(30)
        return effect()

    def first() -> None:
        results.append(run_once(actor=ACTOR, key="k", fingerprint=MARK, work=slow))
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert started.wait(30)
    with pytest.raises(DomainError) as caught:
        run_once(actor=ACTOR, key="k", fingerprint=MARK, work=effect)
    finish.set()
    thread.join()
    assert caught.value.code == "request_in_progress"
    assert 1 <= int(caught.value.headers["Retry-After"]) <= 60
    assert (results, ConsumedEvent.objects.count()) == ([Result(201, {"n": 1})], 1)


def test_a_lease_that_ran_out_is_taken_over_and_the_late_owner_cannot_commit():
    def overtaken() -> Result:
        with clock.frozen(clock.now() + timedelta(seconds=61)):
            run_in_thread(lambda: run_once(actor=ACTOR, key="k", fingerprint=MARK, work=effect))
        return effect()

    with pytest.raises(DomainError) as caught:
        run_once(actor=ACTOR, key="k", fingerprint=MARK, work=overtaken)
    assert caught.value.code == "request_in_progress"
    assert ConsumedEvent.objects.count() == 1
    assert IdempotencyRecord.objects.get().body == {"n": 1}


def run_in_thread(work) -> None:
    """Run on a connection of its own, at the caller's (frozen) time."""
    import contextvars

    context, failures = contextvars.copy_context(), []

    def body() -> None:
        try:
            context.run(work)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    assert failures == []
