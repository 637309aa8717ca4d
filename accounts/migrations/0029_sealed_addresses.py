"""The two columns of plain addresses become columns of tokens; what stands in them is carried over, and back.

One transaction, which leaves no dead row with an address in the files of the database. Meanwhile nobody reads or writes
the two tables; who runs the former code cannot read them afterwards (docs/decisions/0027-addresses-are-tokens.md).
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.migrations._sealing import seal_column, unseal_column
from services_portal.kernel.crypto import EncryptedEmailField, decrypt, encrypt_same

COLUMNS: Final = (
    ("accounts_user", "accounts.user.email"),
    ("account_emailaddress", "account.emailaddress.email"),
)


def seal(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write tokens for addresses."""
    for table, purpose in COLUMNS:
        schema_editor.execute(f"DROP INDEX {_like_index(schema_editor, table)}")
        seal_column(schema_editor, table, "email", partial(_token, purpose))


def unseal(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write addresses for tokens."""
    for table, purpose in COLUMNS:
        unseal_column(schema_editor, table, "email", "varchar(254)", partial(decrypt, purpose=purpose))
        schema_editor.execute(
            f"CREATE INDEX {_like_index(schema_editor, table)} ON {table} (email varchar_pattern_ops)"
        )


def _token(purpose: str, address: str) -> bytes:
    return encrypt_same(address.lower(), purpose=purpose)


def _like_index(schema_editor: Any, table: str) -> Any:
    # Django's own name for the second index that it gives a unique or indexed text.
    return schema_editor.quote_name(schema_editor._create_index_name(table, ["email"], suffix="_like"))


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
