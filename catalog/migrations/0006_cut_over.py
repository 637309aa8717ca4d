import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0005_old_addresses"),
        ("cities", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="intakerun",
            name="kind",
            field=models.CharField(
                choices=[
                    ("source", "the whole source"),
                    ("rehearsal", "the whole source, to compare only"),
                    ("changes", "changes of the source"),
                    ("decisions", "rows that were decided"),
                    ("rollback", "the run that is rolled back"),
                ],
                db_default="source",
                default="source",
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.CreateModel(
            name="CutOverStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("shadow", "shadow: the source is compared, nothing is taken in"),
                            ("dual", "dual: both sides edit, differences are reported"),
                            ("portal", "the portal leads: the source's changes are shown, not taken in"),
                            ("redirected", "redirected: the old channel leads to the portal"),
                        ],
                        max_length=12,
                        verbose_name="from",
                    ),
                ),
                (
                    "target",
                    models.CharField(
                        choices=[
                            ("shadow", "shadow: the source is compared, nothing is taken in"),
                            ("dual", "dual: both sides edit, differences are reported"),
                            ("portal", "the portal leads: the source's changes are shown, not taken in"),
                            ("redirected", "redirected: the old channel leads to the portal"),
                        ],
                        max_length=12,
                        verbose_name="to",
                    ),
                ),
                ("gates", models.JSONField(blank=True, default=list, verbose_name="gates")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("taken_by", models.CharField(max_length=100, verbose_name="taken by")),
                (
                    "taken_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="taken at"),
                ),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cut_over_steps",
                        to="cities.city",
                        verbose_name="city",
                    ),
                ),
            ],
            options={
                "verbose_name": "cut-over step",
                "verbose_name_plural": "cut-over steps",
                "ordering": ["city", "id"],
            },
        ),
    ]
