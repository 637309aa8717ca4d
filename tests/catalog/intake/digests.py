"""What the tables hold, as one value: equal digests, nothing written."""

from __future__ import annotations

from django.db import connection

TABLES = (
    "catalog_service",
    "catalog_serviceversion",
    "catalog_publisheddocument",
    "catalog_itemlisting",
    "catalog_itemdocument",
    "catalog_basicitem",
    "catalog_sourcerecord",
    "catalog_stagedrow",
    "catalog_finding",
    "catalog_legacyalias",
    "cities_agency",
    "kernel_outboxevent",
)


def digests(tables: tuple[str, ...] = TABLES) -> dict[str, tuple[int, str]]:
    """Return the number of rows of each table and a digest of them all, their physical versions included.

    ``xmin`` changes when a row is written, even with what it held.
    """
    result = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"SELECT count(*), coalesce(md5(string_agg(md5(t::text || t.xmin::text), '' ORDER BY t.id)), '') "  # noqa: S608
                f"FROM {table} t"
            )
            result[table] = cursor.fetchone()
    return result
