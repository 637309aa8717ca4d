"""Claims that have become a person's."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import services_portal.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("accounts", "0017_data_exports")]

    operations = [
        migrations.CreateModel(
            name="Claiming",
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
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("first_sign_in", "signed in with the old name and password"),
                            ("credential", "gave the old name and password while signed in"),
                            ("window", "a clerk has compared the document"),
                        ],
                        max_length=20,
                        verbose_name="basis",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked for"),
                            ("held", "held"),
                            ("refused", "refused"),
                            ("undone", "undone"),
                        ],
                        default="held",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("old_account", models.UUIDField(editable=False, null=True, verbose_name="old account")),
                (
                    "born_password",
                    models.CharField(
                        blank=True, editable=False, max_length=128, verbose_name="password with which the account began"
                    ),
                ),
                (
                    "said",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(),
                        default=list,
                        editable=False,
                        size=None,
                        verbose_name="identifiers taken over",
                    ),
                ),
                ("asked_by", models.CharField(max_length=80, verbose_name="asked for by")),
                ("asked_at", models.DateTimeField(verbose_name="asked for at")),
                ("approved_by", models.CharField(blank=True, max_length=80, verbose_name="approved by")),
                ("held_at", models.DateTimeField(blank=True, null=True, verbose_name="held since")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="refused or undone at")),
                ("settled_by", models.CharField(blank=True, max_length=80, verbose_name="refused or undone by")),
                (
                    "claim",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claimings",
                        to="accounts.claim",
                        verbose_name="claim",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claimings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "claimed old accounts",
                "verbose_name_plural": "claimed old accounts",
                "ordering": ["-asked_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("claim",), name="claiming_of_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state__in", ("asked", "held"))),
                            models.Q(
                                models.Q(("state__in", ("asked", "held")), _negated=True), ("ended_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="claiming_ended_or_live",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("held", "undone")), _negated=True),
                            ("held_at__isnull", False),
                            _connector="OR",
                        ),
                        name="claiming_held_at_some_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by", ""),
                            models.Q(("approved_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="claiming_has_four_eyes",
                    ),
                ],
            },
        ),
    ]
