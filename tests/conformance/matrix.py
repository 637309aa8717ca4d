"""Which city's system can do what, and which adapter could."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cities.adapters.base import Capability
from cities.adapters.registry import adapters, supports
from cities.manifests import all_slugs, load


def capability_matrix() -> list[str]:
    """Return the lines of a table: a row for each city, a column for each capability."""
    return _table(all_slugs(), lambda slug, word: supports(load(slug), word))


def adapter_matrix() -> list[str]:
    """Return the lines of a table: a row for each adapter, a column for each capability."""
    able = {adapter.name: adapter.capabilities for adapter in adapters}
    return _table(able, lambda name, word: word in able[name])


def _table(names: Iterable[str], can: Callable[[str, Capability], bool]) -> list[str]:
    names = list(names)
    width = max(map(len, names), default=4)
    lines = [" ".join([" " * width, *Capability])]
    for name in names:
        marks = [("yes" if can(name, word) else "-").ljust(len(word)) for word in Capability]
        lines.append(" ".join([name.ljust(width), *marks]).rstrip())
    return lines
