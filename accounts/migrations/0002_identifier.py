"""Identifiers as rows. Phone numbers are copied from users, and proved addresses are entered too: encrypted anew, for a token
opens in its own column only."""

from typing import Any

import django.db.models.deletion
import services_portal.kernel.crypto.fields
import services_portal.kernel.ids
from django.conf import settings
from django.db import migrations, models

from services_portal.kernel.crypto import blind_index


AT_ONCE = 1000


def _row(model: Any, user: Any, kind: str, value: str, at: Any, method: str) -> Any:
    index = blind_index(value, f"accounts.identifier.{kind}")
    way = {"verified_at": at, "last_proved_at": at, "verified_by": method} if at else {}
    return model(user_id=user.pk, type=kind, value=value, index=index, **way)


def _phone(model: Any, user: Any) -> Any:
    row = _row(model, user, "phone", user.phone, user.phone_verified_at, "code")
    if row.verified_at and user.last_login and user.password.startswith("!"):
        # Without a password he can have signed in by a code only, or by the passkey of a phone.
        row.last_proved_at = max(row.verified_at, user.last_login)
    return row


def move(apps: Any, schema_editor: Any) -> None:
    identifier = apps.get_model("accounts", "Identifier")
    rows = []
    for user in apps.get_model("accounts", "User").objects.filter(phone__isnull=False).iterator(AT_ONCE):
        rows.append(_phone(identifier, user))
        rows = _written(identifier, rows, AT_ONCE)
    addresses = apps.get_model("account", "EmailAddress").objects.filter(verified=True).select_related("user")
    for address in addresses.iterator(AT_ONCE):
        # allauth does not keep when an address was proved; it was no earlier than this.
        at = address.user.date_joined
        rows.append(_row(identifier, address.user, "email", address.email.lower(), at, "mail"))
        rows = _written(identifier, rows, AT_ONCE)
    _written(identifier, rows, 1)


def _written(model: Any, rows: list[Any], least: int) -> list[Any]:
    if len(rows) < least:
        return rows
    model.objects.bulk_create(rows)
    return []


def move_back(apps: Any, schema_editor: Any) -> None:
    User = apps.get_model("accounts", "User")
    found = apps.get_model("accounts", "Identifier").objects.filter(type="phone", released_at=None)
    for held in found.iterator(AT_ONCE):
        # The column's own sealing happens on save; an update would write what it is given.
        person = User.objects.get(pk=held.user_id)
        person.phone, person.phone_verified_at = held.value, held.verified_at
        person.phone_index = blind_index(held.value, "accounts.user.phone")
        person.save(update_fields=["phone", "phone_index", "phone_verified_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.CreateModel(
            name="Identifier",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=services_portal.kernel.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="id",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("resident_id", "resident ID"),
                            ("phone", "phone number"),
                            ("email", "e-mail address"),
                            ("passport", "passport"),
                            ("permit", "residence permit"),
                            ("network_number", "network identity number"),
                        ],
                        max_length=20,
                        verbose_name="type",
                    ),
                ),
                (
                    "value",
                    services_portal.kernel.crypto.fields.EncryptedTextField(editable=False, verbose_name="value"),
                ),
                ("index", models.BinaryField(max_length=32, verbose_name="index of the value")),
                ("verified_at", models.DateTimeField(blank=True, null=True, verbose_name="first proved at")),
                (
                    "verified_by",
                    models.CharField(blank=True, help_text="name of the way", max_length=40, verbose_name="proved by"),
                ),
                ("last_proved_at", models.DateTimeField(blank=True, null=True, verbose_name="last proved at")),
                ("released_at", models.DateTimeField(blank=True, null=True, verbose_name="released at")),
                (
                    "release_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("taken_over", "another person has proved that it is his now"),
                            ("replaced", "replaced by another"),
                            ("removed", "removed by the person"),
                        ],
                        max_length=20,
                        verbose_name="released because",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identifiers",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("released_at__isnull", True), ("verified_at__isnull", False)),
                        fields=("type", "index"),
                        name="identifier_one_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("released_at__isnull", True), ("type__in", ("phone", "resident_id"))),
                        fields=("user", "type"),
                        name="identifier_one_of_its_kind",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("released_at__isnull", True)),
                        fields=("user", "type", "index"),
                        name="identifier_said_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("last_proved_at__isnull", True), ("verified_at__isnull", True), ("verified_by", "")
                            ),
                            models.Q(
                                ("last_proved_at__isnull", False),
                                ("verified_at__isnull", False),
                                models.Q(("verified_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="identifier_proved_somehow",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("release_reason", ""), ("released_at__isnull", True)),
                            models.Q(("released_at__isnull", False), models.Q(("release_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="identifier_released_for_a_reason",
                    ),
                ],
                "verbose_name": "identifier",
                "verbose_name_plural": "identifiers",
            },
        ),
        migrations.RunPython(move, move_back),
    ]
