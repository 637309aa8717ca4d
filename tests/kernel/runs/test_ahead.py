"""The next step is taken beside the caller's work, in order, and what it raises is raised where it is asked for."""

from collections.abc import Iterator
from threading import Event, get_ident

import pytest

from services_portal.kernel.runs.ahead import Ahead

PATIENCE = 20.0


def test_a_step_that_was_begun_is_taken_while_the_caller_works() -> None:
    begun, done = Event(), []

    def steps() -> Iterator[int]:
        yield 1
        begun.set()
        done.append(2)
        yield 2

    with Ahead(steps()) as ahead:
        taken = iter(ahead)
        assert next(taken) == 1
        assert not done
        ahead.begin()
        assert begun.wait(PATIENCE)  # nobody has asked for the second step yet
        assert next(taken) == 2
        assert list(taken) == []


@pytest.mark.parametrize("begins", [(), (1,), (0, 1, 2, 3, 4), (0, 0, 4, 4)])
def test_steps_keep_their_order_and_none_is_taken_twice(begins: tuple[int, ...]) -> None:
    found, threads = [], set()

    def step(number: int) -> int:
        threads.add(get_ident())
        return number

    with Ahead(map(step, range(5))) as ahead:
        for number in ahead:
            found.append(number)
            for _each in range(begins.count(number)):
                ahead.begin()
    assert found == [0, 1, 2, 3, 4]
    assert (threads == {get_ident()}) == (not begins)


def test_what_a_step_raises_is_raised_where_it_is_asked_for() -> None:
    def steps() -> Iterator[int]:
        yield 1
        raise ZeroDivisionError

    with Ahead(steps()) as ahead:
        taken = iter(ahead)
        assert next(taken) == 1
        ahead.begin()
        with pytest.raises(ZeroDivisionError):
            next(taken)


def test_the_end_waits_for_a_step_that_nobody_asked_for() -> None:
    go_on, ended = Event(), []

    def steps() -> Iterator[int]:
        yield 1
        go_on.wait(PATIENCE)
        ended.append(True)
        yield 2

    with Ahead(steps()) as ahead:
        next(iter(ahead))
        ahead.begin()
        go_on.set()
    assert ended == [True]
