"""The name that a resident is shown by becomes a token: it is often the one on his document. Who started an import is
named by number and no longer by address.

As 0029: within one transaction, and the former code cannot read the column afterwards.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.migrations._sealing import seal_column, unseal_column
from services_portal.kernel.crypto import EncryptedTextField, decrypt, encrypt

COLUMN: Final = ("accounts_resident", "display_name")
PURPOSE: Final = "accounts.resident.display_name"


def seal(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write tokens for names."""
    seal_column(schema_editor, *COLUMN, lambda name: encrypt(name, purpose=PURPOSE))


def unseal(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write names for tokens."""
    unseal_column(schema_editor, *COLUMN, "varchar(60)", lambda token: decrypt(token, purpose=PURPOSE))


def number_starters(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write ``user:<id>`` for the address of who started a run; the audit log has said it all along."""
    users = apps.get_model("accounts", "User").objects
    for run in apps.get_model("accounts", "AccountRun").objects.filter(started_by__contains="@"):
        found = users.filter(email=run.started_by).first()
        run.started_by = f"user:{found.pk}" if found else ""
        run.save(update_fields=["started_by"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0032_city_identity_systems")]

    operations = [
        migrations.RunPython(seal, unseal),
        migrations.RunPython(number_starters, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="resident",
                    name="display_name",
                    field=EncryptedTextField(blank=True, editable=True, max_length=60, verbose_name="name to show"),
                ),
            ],
        ),
    ]
