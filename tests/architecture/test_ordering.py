"""Long tests start first, however many workers there are, and no test is lost or run twice."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from tests.ordering import ordered


class Item(NamedTuple):
    """As much of a test as the order asks for."""

    path: Path
    number: int
    long: bool

    def get_closest_marker(self, name: str) -> bool:
        return self.long and name == "long"


def suite(sizes: list[tuple[int, bool]]) -> list[Any]:
    modules = [
        [Item(Path(f"{at}.py"), number, long) for number in range(size)] for at, (size, long) in enumerate(sizes)
    ]
    return [item for module in modules for item in module]


@given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), max_size=30), st.integers(1, 8))
def test_every_test_is_run_once_and_the_modules_of_long_ones_stay_together(sizes, workers) -> None:
    items = suite(sizes)
    found = ordered(items, workers)
    assert sorted(found) == sorted(items)
    long = [item.path for item in found if item.long]
    assert len(list(groupby(long))) == len(set(long))


def test_each_worker_begins_with_long_ones() -> None:
    items = suite([(3, False), (1, True), (40, False), (2, True), (5, True), (30, False)])
    found = ordered(items, 3)
    assert [[item.long for item in found[at : at + 27]] for at in (0, 27, 54)] == [
        [True] * count + [False] * (27 - count) for count in (1, 2, 5)
    ]
