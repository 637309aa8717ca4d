from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0026_gone_accounts")]

    operations = [
        migrations.AddField(
            model_name="merge",
            name="brought",
            field=models.JSONField(blank=True, editable=False, null=True, verbose_name="what the survivor brought"),
        ),
    ]
