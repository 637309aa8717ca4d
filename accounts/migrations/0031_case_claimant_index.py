from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("accounts", "0030_cases_over_claims")]

    operations = [
        AddIndexConcurrently(
            model_name="conflictcase",
            index=models.Index(
                condition=models.Q(("claimant__isnull", False)), fields=["claimant"], name="case_claimant"
            ),
        ),
    ]
