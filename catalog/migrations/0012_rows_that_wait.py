from django.db import migrations

# Rows that wait already are judged anew at the next reading, so that what they wait for is known cause by cause.
FORWARD = """
    UPDATE catalog_sourcerecord SET waiting_since = seen_at, basis = 'anew' WHERE outcome = 'queued'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0011_finding_cause"),
    ]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
