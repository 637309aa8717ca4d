"""What the registry adds to the answer about our health."""

from __future__ import annotations

from typing import Final

from services_portal.kernel import rawsql
from services_portal.kernel.health import Finding, register_probe

SOURCES: Final = """
SELECT (SELECT array_agg(c.slug::text ORDER BY c.slug) FROM catalog_sourcestate s JOIN cities_city c ON c.id = s.city_id
        WHERE s.stale_since IS NOT NULL),
       (SELECT count(*) FROM catalog_incomingchange WHERE taken_at IS NULL)
"""


def _sources() -> Finding:
    """How many sources are stale, and how many of their changes wait. A city's old system is no reason for a proxy to
    send nobody here, so it never makes us unready."""
    stale, waiting = rawsql.fetch_one(SOURCES) or (None, 0)
    return Finding("sources", True, {"stale": stale or [], "changes_waiting": waiting})


register_probe("sources", _sources)
