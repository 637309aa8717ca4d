from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("catalog", "0010_row_decisions"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="finding",
            index=models.Index(
                condition=models.Q(("cause", ""), _negated=True), fields=["rule", "cause"], name="finding_cause"
            ),
        ),
    ]
