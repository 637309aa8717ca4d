from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("kernel", "0004_audit_via")]

    operations = [
        AddIndexConcurrently(
            "auditentry",
            models.Index(
                fields=["via"],
                name="audit_via_others",
                condition=models.Q(via__gt="") & ~models.Q(via=models.F("actor_id")),
            ),
        ),
    ]
