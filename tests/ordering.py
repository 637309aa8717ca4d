"""Long tests first, shared out among the workers: none is left for the end, when nothing else runs beside it.

A module says ``pytest.mark.long`` where its tests take many seconds, most of them waiting for processes that they
started. All else keeps the random order it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Reorder ``items``, after they were shuffled; every worker comes to the same order, as xdist asks."""
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    items[:] = ordered(items, workers)


def ordered(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """Return ``items`` with the modules of long tests dealt to the heads of as many parts as there are workers.

    ``--dist worksteal`` gives each worker one such part to begin with, and cuts them as it is done here.
    """
    long = [item for item in items if item.get_closest_marker("long")]
    short = [item for item in items if not item.get_closest_marker("long")]
    modules = [list(group) for _path, group in groupby(long, key=lambda item: item.path)]
    heads: list[list[pytest.Item]] = [[] for _ in range(workers)]
    for module in sorted(modules, key=len):
        min(heads, key=len).extend(module)
    found: list[pytest.Item] = []
    left = len(items)
    for number, head in enumerate(heads):
        size = left // (workers - number)
        found += [*head, *(short.pop() for _ in range(min(max(size - len(head), 0), len(short))))]
        left = len(items) - len(found)
    return found
