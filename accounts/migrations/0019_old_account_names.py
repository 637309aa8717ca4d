"""Old accounts are found by the names that people type."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("accounts", "0018_claiming")]

    operations = [
        AddIndexConcurrently(
            model_name="oldaccount",
            index=models.Index(
                condition=models.Q(("login_index__isnull", False)), fields=["login_index"], name="old_account_login"
            ),
        ),
        AddIndexConcurrently(
            model_name="oldaccount",
            index=models.Index(
                condition=models.Q(("phone_index__isnull", False)), fields=["phone_index"], name="old_account_phone"
            ),
        ),
        AddIndexConcurrently(
            model_name="oldaccount",
            index=models.Index(
                condition=models.Q(("email_index__isnull", False)), fields=["email_index"], name="old_account_email"
            ),
        ),
    ]
