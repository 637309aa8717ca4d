"""A password that is set after a merge counts for all names, and is forgotten when the merge is undone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_city_apps")]

    operations = [
        migrations.AddField(
            model_name="merge",
            name="survivor_password",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=128,
                verbose_name="password before one was set for both",
            ),
        ),
    ]
