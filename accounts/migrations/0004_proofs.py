"""Proofs of identity, attempts at them, and the window clerk who makes them."""

import django.db.models.deletion
import services_portal.kernel.crypto.fields
import services_portal.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_signing_keys"),
        ("cities", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Proof",
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
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "L1, by his own word"),
                            (2, "L2, name and number match the population register"),
                            (3, "L3, seen in person, by face or at a window"),
                            (4, "L4, by certificate or on site"),
                        ],
                        verbose_name="level",
                    ),
                ),
                ("verifier", models.CharField(max_length=40, verbose_name="verifier")),
                (
                    "name",
                    services_portal.kernel.crypto.fields.EncryptedTextField(
                        editable=False, verbose_name="name as proved"
                    ),
                ),
                ("receipt", models.CharField(blank=True, max_length=100, verbose_name="receipt")),
                ("consent", models.CharField(blank=True, max_length=40, verbose_name="text consented to")),
                ("consented_at", models.DateTimeField(blank=True, null=True, verbose_name="consented at")),
                ("actor_type", models.CharField(max_length=20, verbose_name="kind of actor")),
                ("actor_id", models.CharField(max_length=64, verbose_name="actor")),
                ("proved_at", models.DateTimeField(verbose_name="proved at")),
                ("expires_at", models.DateTimeField(verbose_name="counts until")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
                ("revoke_reason", models.CharField(blank=True, max_length=200, verbose_name="revoked because")),
                (
                    "identifier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proofs",
                        to="accounts.identifier",
                        verbose_name="proved identity",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proofs",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "proof of identity",
                "verbose_name_plural": "proofs of identity",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("level__in", (2, 3, 4))), name="proof_level"),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("proved_at"))), name="proof_ends_after_it_began"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProofAttempt",
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
                ("verifier", models.CharField(max_length=40, verbose_name="verifier")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asking", "the verifier is being asked"),
                            ("waiting", "waiting for the person"),
                            ("passed", "proved"),
                            ("refused", "not confirmed"),
                            ("broken", "the verifier did not answer"),
                        ],
                        default="asking",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
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
                    services_portal.kernel.crypto.fields.EncryptedTextField(editable=False, verbose_name="number"),
                ),
                ("name", services_portal.kernel.crypto.fields.EncryptedTextField(editable=False, verbose_name="name")),
                (
                    "memory",
                    services_portal.kernel.crypto.fields.EncryptedTextField(
                        editable=False, null=True, verbose_name="what the verifier keeps"
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("consent", models.CharField(blank=True, max_length=40, verbose_name="text consented to")),
                ("consented_at", models.DateTimeField(blank=True, null=True, verbose_name="consented at")),
                ("expires_at", models.DateTimeField(verbose_name="good until")),
                (
                    "proof",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempt",
                        to="accounts.proof",
                        verbose_name="proof",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proof_attempts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "attempt at a proof",
                "verbose_name_plural": "attempts at proofs",
                "indexes": [models.Index(fields=["user", "created_at"], name="proof_attempt_of_user")],
            },
        ),
        migrations.RemoveConstraint(
            model_name="staffmembership",
            name="staff_role_within_reach",
        ),
        migrations.AlterField(
            model_name="staffmembership",
            name="role",
            field=models.CharField(
                choices=[
                    ("editor", "editor"),
                    ("window_clerk", "window clerk"),
                    ("publisher", "publisher"),
                    ("city_admin", "city administrator"),
                    ("province_admin", "provincial administrator"),
                    ("auditor", "auditor"),
                ],
                max_length=20,
                verbose_name="role",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffmembership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("agency__isnull", False),
                        ("city__isnull", True),
                        ("role__in", ["editor", "window_clerk", "publisher"]),
                    ),
                    models.Q(("agency__isnull", True), ("city__isnull", False), ("role__in", ["city_admin"])),
                    models.Q(
                        ("agency__isnull", True), ("city__isnull", True), ("role__in", ["province_admin", "auditor"])
                    ),
                    _connector="OR",
                ),
                name="staff_role_within_reach",
                violation_error_message="This role needs an agency, a city, or neither.",
            ),
        ),
    ]
