from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_audit_on_behalf_of")]

    operations = [
        migrations.AddField(
            model_name="auditentry",
            name="via",
            field=models.CharField(blank=True, db_default="", max_length=300, verbose_name="by whose means"),
        ),
    ]
