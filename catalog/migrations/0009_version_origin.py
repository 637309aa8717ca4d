import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0008_findings_proposed"),
    ]

    operations = [
        migrations.AddField(
            model_name="serviceversion",
            name="row_number",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="row"),
        ),
        migrations.AddField(
            model_name="serviceversion",
            name="run",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="catalog.intakerun",
                verbose_name="import",
            ),
        ),
    ]
