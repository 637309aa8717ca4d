import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0006_cut_over"),
        ("cities", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SourceState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cursor", models.TextField(blank=True, verbose_name="cursor")),
                ("last_digest", models.CharField(blank=True, max_length=32, verbose_name="digest of the last answer")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="last read")),
                ("failed_at", models.DateTimeField(blank=True, null=True, verbose_name="last failure")),
                ("error_code", models.CharField(blank=True, max_length=80, verbose_name="error")),
                ("stale_since", models.DateTimeField(blank=True, null=True, verbose_name="stale since")),
                (
                    "city",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="source_state",
                        to="cities.city",
                        verbose_name="city",
                    ),
                ),
            ],
            options={
                "verbose_name": "state of a source",
                "verbose_name_plural": "states of sources",
            },
        ),
        migrations.CreateModel(
            name="IncomingChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "origin",
                    models.CharField(
                        choices=[("poll", "asked for"), ("push", "told by the city")],
                        max_length=4,
                        verbose_name="origin",
                    ),
                ),
                ("event_id", models.CharField(blank=True, max_length=200, verbose_name="event id")),
                ("digest", models.CharField(max_length=32, verbose_name="digest")),
                ("payload", models.BinaryField(verbose_name="payload")),
                ("rows", models.PositiveIntegerField(verbose_name="rows")),
                ("gone", models.PositiveIntegerField(verbose_name="gone")),
                (
                    "received_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="received at"
                    ),
                ),
                ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="taken at")),
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
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="changes",
                        to="catalog.intakerun",
                        verbose_name="import",
                    ),
                ),
            ],
            options={
                "verbose_name": "incoming change",
                "verbose_name_plural": "incoming changes",
                "indexes": [
                    models.Index(condition=models.Q(("taken_at", None)), fields=["city", "id"], name="incoming_waiting")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("event_id__gt", "")), fields=("city", "event_id"), name="incoming_once"
                    )
                ],
            },
        ),
    ]
