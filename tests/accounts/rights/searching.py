"""Where in the database a value stands: in any column as it is, and in any encrypted one once it is opened."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db import connection

from services_portal.kernel.crypto import EncryptedField


def _tables() -> dict[str, str]:
    """Return all rows of all tables but those that no test writes, as text; one statement."""
    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if not name.startswith("catalog_")]
        parts = [f"SELECT '{name}', string_agg(t::text, chr(10)) FROM \"{name}\" t" for name in names]  # noqa: S608
        cursor.execute(" UNION ALL ".join(parts))
        return {name: rows or "" for name, rows in cursor.fetchall()}


def _opened() -> dict[str, str]:
    found = {}
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedField):
                values = model._base_manager.exclude(**{f"{field.name}__isnull": True})
                texts = [str(value) for value in values.values_list(field.name, flat=True)]
                found[f"{model._meta.label}.{field.name}"] = "\n".join(texts)
    return found


def where(values: Iterable[str]) -> set[tuple[str, str]]:
    """Return (value, table or encrypted column) for each value and each place that holds it."""
    places = {**_tables(), **_opened()}
    return {(value, place) for value in values for place, text in places.items() if value in text}
