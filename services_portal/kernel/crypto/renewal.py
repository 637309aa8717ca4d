"""Values under a former key are encrypted anew, so that the former key can go.

Every :class:`EncryptedField` of every model is found by itself; what is encrypted elsewhere and outlives a session is
declared by who holds it (:func:`declare_tokens`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from services_portal.kernel.crypto.fields import EncryptedField
from services_portal.kernel.crypto.keyring import HEADER_BYTES, current_key_id, decrypt

ROWS: Final = 500


@dataclass(frozen=True)
class Tokens:
    """Values that are encrypted: ``name``, how many stand under each key, and how those under a former key are renewed.

    ``renew`` returns the keys of the rows that could not be renewed; it goes in short transactions, and leaves alone
    what somebody has written meanwhile.
    """

    name: str
    count: Callable[[], Counter[int]]
    renew: Callable[[], list[Any]]


_DECLARED: Final[dict[str, Tokens]] = {}


def declare_tokens(tokens: Tokens) -> None:
    """Declare what is encrypted outside of encrypted fields. Raises ValueError when the name is taken."""
    if tokens.name in _DECLARED:
        raise ValueError(f"{tokens.name} is declared twice")
    _DECLARED[tokens.name] = tokens


def all_tokens() -> Iterator[Tokens]:
    """Yield everything that lies encrypted in the database, by name."""
    found = dict(_DECLARED)
    for model in apps.get_models(include_auto_created=True):
        for each in model._meta.local_fields:
            if isinstance(each, EncryptedField) and model._meta.managed and not model._meta.proxy:
                name = f"{model._meta.label}.{each.name}"
                found[name] = Tokens(name, partial(_count, model, each), partial(_renew, model, each))
    return iter(found[name] for name in sorted(found))


def _names(model: type[models.Model], field: EncryptedField) -> tuple[str, str, str]:
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), quote(str(field.column)), quote(str(model._meta.pk.column))


def _count(model: type[models.Model], field: EncryptedField) -> Counter[int]:
    table, column, _key = _names(model, field)
    with connection.cursor() as cursor:
        # The names are those of our own models.
        cursor.execute(
            f"SELECT get_byte({column}, {HEADER_BYTES - 1}), count(*) FROM {table}"  # noqa: S608
            f" WHERE {column} IS NOT NULL GROUP BY 1"
        )
        return Counter(dict(cursor.fetchall()))


def _renew(model: type[models.Model], field: EncryptedField) -> list[Any]:
    table, column, key = _names(model, field)
    page = f"SELECT {key}, {column} FROM {table} WHERE get_byte({column}, {HEADER_BYTES - 1}) <> {current_key_id()}"  # noqa: S608
    # Compared once more: whoever wrote meanwhile wrote under the current key.
    write = f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s"  # noqa: S608
    left: list[Any] = []
    with connection.cursor() as cursor:
        cursor.execute(f"{page} ORDER BY {key} LIMIT {ROWS}")
        while rows := cursor.fetchall():
            opened = ((pk, bytes(token)) for pk, token in rows)
            changed = [(field.sealed(decrypt(token, purpose=field.purpose)), pk, token) for pk, token in opened]
            left += _written(cursor, write, changed)
            cursor.execute(f"{page} AND {key} > %s ORDER BY {key} LIMIT {ROWS}", [rows[-1][0]])
    return left


def _written(cursor: Any, write: str, changed: list[tuple[bytes, Any, bytes]]) -> list[Any]:
    try:
        with transaction.atomic():
            cursor.executemany(write, changed)
    except IntegrityError:
        # A value that is unique stands under either key: it was taken anew while the key was turned.
        if len(changed) == 1:
            return [changed[0][1]]
        half = len(changed) // 2
        return [*_written(cursor, write, changed[:half]), *_written(cursor, write, changed[half:])]
    return []
