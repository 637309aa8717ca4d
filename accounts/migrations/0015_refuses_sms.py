"""A person may refuse that a code to his phone signs in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_password_of_a_merge")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="refuses_sms",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                verbose_name="no signing in by a code to the phone",
            ),
        ),
    ]
