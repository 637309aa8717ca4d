from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("kernel", "0002_who_for_whom")]

    operations = [
        AddIndexConcurrently(
            "auditentry",
            models.Index(fields=["on_behalf_of"], name="audit_on_behalf_of", condition=models.Q(on_behalf_of__gt="")),
        ),
    ]
