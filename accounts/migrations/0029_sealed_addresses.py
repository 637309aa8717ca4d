"""The two columns of plain addresses become columns of tokens; what stands in them is carried over, and back.

One transaction: each row is rewritten as text first, and the change of the column's type then writes table and indexes
anew, so that no dead row keeps an address in the files of the database. Meanwhile nobody reads or writes the two
tables; who runs the former code cannot read them afterwards (docs/decisions/0027-addresses-are-tokens.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from services_portal.kernel.crypto import EncryptedEmailField, decrypt, encrypt_same

MODELS: Final = (("accounts", "User"), ("account", "EmailAddress"))
ROWS: Final = 1000


def seal(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write tokens for addresses."""
    for model in (apps.get_model(*name) for name in MODELS):
        table, purpose = model._meta.db_table, f"{model._meta.label_lower}.email"
        schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(_like_index(schema_editor, table))}")
        schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN email TYPE text")
        _rewrite(
            schema_editor, table, lambda address, purpose=purpose: encrypt_same(address.lower(), purpose=purpose).hex()
        )
        schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN email TYPE bytea USING decode(email, 'hex')")


def unseal(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write addresses for tokens."""
    for model in (apps.get_model(*name) for name in MODELS):
        table, purpose = model._meta.db_table, f"{model._meta.label_lower}.email"
        schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN email TYPE text USING encode(email, 'hex')")
        _rewrite(schema_editor, table, lambda token, purpose=purpose: decrypt(bytes.fromhex(token), purpose=purpose))
        schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN email TYPE varchar(254)")
        name = schema_editor.quote_name(_like_index(schema_editor, table))
        schema_editor.execute(f"CREATE INDEX {name} ON {table} (email varchar_pattern_ops)")


def _like_index(schema_editor: Any, table: str) -> str:
    # Django's own name for the second index that it gives a unique or indexed text.
    return str(schema_editor._create_index_name(table, ["email"], suffix="_like"))


def _rewrite(schema_editor: BaseDatabaseSchemaEditor, table: str, change: Callable[[str], str]) -> None:
    page = f"SELECT id, email FROM {table} WHERE email IS NOT NULL"  # noqa: S608 - one of two names
    with schema_editor.connection.cursor() as cursor:
        # Else what a rewritten row might owe to others would hold up the next change of the table.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"{page} ORDER BY id LIMIT {ROWS}")
        while rows := cursor.fetchall():
            changed = [(change(text), key) for key, text in rows]
            cursor.executemany(f"UPDATE {table} SET email = %s WHERE id = %s", changed)  # noqa: S608
            cursor.execute(f"{page} AND id > %s ORDER BY id LIMIT {ROWS}", [rows[-1][0]])


class InAllauth(migrations.AlterField):
    """Changes the state of allauth's app, whose column it is."""

    def state_forwards(self, app_label: str, state: Any) -> None:
        super().state_forwards("account", state)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0028_claims_by_proof"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        # The field keeps the address in lower case; over tokens the database cannot.
        migrations.RemoveConstraint(model_name="user", name="user_email_lower_case"),
        migrations.RunPython(seal, unseal),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="user",
                    name="email",
                    field=EncryptedEmailField(
                        blank=True, max_length=254, null=True, unique=True, verbose_name="e-mail address"
                    ),
                ),
                InAllauth(
                    model_name="emailaddress",
                    name="email",
                    field=EncryptedEmailField(db_index=True, max_length=254, verbose_name="email address"),
                ),
            ],
        ),
    ]
