import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_change_feed"),
        ("cities", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegacyHit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("id", "old id"), ("code", "old code"), ("link", "old link")],
                        max_length=4,
                        verbose_name="kind",
                    ),
                ),
                ("key", models.CharField(max_length=400, verbose_name="old address")),
                ("day", models.DateField(verbose_name="day")),
                ("count", models.PositiveIntegerField(verbose_name="hits")),
                (
                    "city",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cities.city",
                        verbose_name="city",
                    ),
                ),
            ],
            options={
                "verbose_name": "hits of an old address",
                "verbose_name_plural": "hits of old addresses",
                "constraints": [models.UniqueConstraint(fields=("city", "kind", "key", "day"), name="legacy_hit_day")],
            },
        ),
        migrations.CreateModel(
            name="LegacyTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("id", "old id"), ("code", "old code"), ("link", "old link")],
                        max_length=4,
                        verbose_name="kind",
                    ),
                ),
                ("key", models.CharField(max_length=400, verbose_name="old address")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="created at"
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cities.city",
                        verbose_name="city",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="old_addresses",
                        to="catalog.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "old code or link",
                "verbose_name_plural": "old codes and links",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("city", "key", "kind", "service"), name="legacy_target_key", nulls_distinct=False
                    )
                ],
            },
        ),
    ]
