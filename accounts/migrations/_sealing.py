"""Columns of text become columns of tokens, and back."""

from __future__ import annotations

from collections.abc import Callable

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ROWS = 5000
Change = Callable[[str], bytes]


def seal_column(schema_editor: BaseDatabaseSchemaEditor, table: str, column: str, seal: Change) -> None:
    """Write what ``seal`` makes of each text of ``column``, and make it ``bytea``.

    The rows are rewritten as text first, and the change of the type then writes table and indexes anew, so that no dead
    row keeps a text in the files of the database. Within the caller's transaction; flat memory.
    """
    schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE text")
    _rewrite(schema_editor, table, column, lambda text: seal(text).hex())
    schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE bytea USING decode({column}, 'hex')")


def unseal_column(
    schema_editor: BaseDatabaseSchemaEditor, table: str, column: str, kind: str, unseal: Callable[[bytes], str]
) -> None:
    """Write what ``unseal`` reads in each token of ``column``, and make it ``kind``, the type that it had."""
    schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE text USING encode({column}, 'hex')")
    _rewrite(schema_editor, table, column, lambda token: unseal(bytes.fromhex(token)))
    schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE {kind}")


def _rewrite(schema_editor: BaseDatabaseSchemaEditor, table: str, column: str, change: Callable[[str], str]) -> None:
    page = f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608 - names that a migration gives
    write = (
        f"UPDATE {table} t SET {column} = n.new"  # noqa: S608
        " FROM unnest(%s::{key}[], %s::text[]) AS n(id, new) WHERE t.id = n.id"
    )
    with schema_editor.connection.cursor() as cursor:
        # Else what a rewritten row might owe to others would hold up the next change of the table.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"{page} ORDER BY id LIMIT {ROWS}")
        while rows := cursor.fetchall():
            keys, texts = zip(*rows, strict=True)
            kind = "bigint" if isinstance(keys[0], int) else "uuid"
            cursor.execute(write.format(key=kind), [list(keys), [change(text) for text in texts]])
            cursor.execute(f"{page} AND id > %s ORDER BY id LIMIT {ROWS}", [rows[-1][0]])
