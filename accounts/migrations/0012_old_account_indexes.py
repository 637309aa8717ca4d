from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("accounts", "0011_old_accounts")]

    operations = [
        AddIndexConcurrently(
            model_name="oldaccount",
            index=models.Index(
                condition=models.Q(("resident_id_index__isnull", False)),
                fields=["resident_id_index"],
                name="old_account_resident_id",
            ),
        ),
        AddIndexConcurrently(
            model_name="oldaccount",
            index=models.Index(
                condition=models.Q(("passport_index__isnull", False)),
                fields=["passport_index"],
                name="old_account_passport",
            ),
        ),
        AddIndexConcurrently(
            model_name="oldaccount",
            index=models.Index(
                condition=models.Q(("permit_index__isnull", False)), fields=["permit_index"], name="old_account_permit"
            ),
        ),
        AddIndexConcurrently(
            model_name="oldaccount",
            index=models.Index(
                condition=models.Q(("claim__isnull", False)), fields=["claim"], name="old_account_claim"
            ),
        ),
        AddIndexConcurrently(
            model_name="oldaccount",
            index=models.Index(
                condition=models.Q(("rival__isnull", False)), fields=["rival"], name="old_account_rival"
            ),
        ),
        AddIndexConcurrently(
            model_name="oldaccount",
            index=models.Index(fields=["run", "number"], name="old_account_row"),
        ),
        AddIndexConcurrently(
            model_name="oldaccount",
            index=models.Index(
                condition=models.Q(("password_state", "waiting")), fields=["id"], name="old_account_unsealed"
            ),
        ),
    ]
