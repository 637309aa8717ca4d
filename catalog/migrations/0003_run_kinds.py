import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0002_storage"),
    ]

    operations = [
        migrations.AddField(
            model_name="intakerun",
            name="cancel_requested",
            field=models.BooleanField(db_default=False, default=False, editable=False, verbose_name="to be cancelled"),
        ),
        migrations.AddField(
            model_name="intakerun",
            name="kind",
            field=models.CharField(
                choices=[
                    ("source", "the whole source"),
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
        migrations.AddField(
            model_name="intakerun",
            name="phase_since",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="phase since"),
        ),
        migrations.AddField(
            model_name="intakerun",
            name="reverses",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="reversals",
                to="catalog.intakerun",
                verbose_name="rolls back",
            ),
        ),
        migrations.AddField(
            model_name="stagedrow",
            name="before",
            field=models.JSONField(blank=True, editable=False, null=True, verbose_name="before"),
        ),
        migrations.AlterField(
            model_name="intakerun",
            name="phase",
            field=models.CharField(
                blank=True,
                choices=[
                    ("reading", "reading the source"),
                    ("applying", "taking in the rows"),
                    ("finishing", "looking for what is gone"),
                    ("restoring", "restoring what stood before"),
                ],
                default="",
                max_length=10,
                verbose_name="phase",
            ),
        ),
        migrations.AlterField(
            model_name="intakerun",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "waiting"),
                    ("running", "running"),
                    ("done", "done"),
                    ("held", "held for a decision"),
                    ("retry", "to be tried again"),
                    ("failed", "failed"),
                    ("cancelled", "cancelled"),
                    ("reversed", "rolled back"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="state",
            ),
        ),
    ]
