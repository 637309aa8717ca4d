"""Which city's system can do what."""

from __future__ import annotations

from cities.adapters.base import Capability
from cities.adapters.registry import supports
from cities.manifests import all_slugs, load


def capability_matrix() -> list[str]:
    """Return the lines of a table: a row for each city, a column for each capability."""
    width = max(map(len, all_slugs()), default=4)
    lines = [" ".join([" " * width, *Capability])]
    for slug in all_slugs():
        manifest = load(slug)
        marks = [("yes" if supports(manifest, word) else "-").ljust(len(word)) for word in Capability]
        lines.append(" ".join([slug.ljust(width), *marks]).rstrip())
    return lines
