from django.db import migrations

# What is written once and streamed as it stands. PostgreSQL would compress every value of more than two kilobytes when
# it is written and unpack it each time it is read; that costs an intake a fifth of its time, and a public read more.
COLUMNS = (
    ("catalog_publisheddocument", "body"),
    ("catalog_itemdocument", "body"),
    ("catalog_itemlisting", "body"),
    ("catalog_itemlisting", "context"),
    ("catalog_serviceversion", "content"),
    ("catalog_stagedrow", "raw"),
)


def alter(storage: str) -> str:
    return ";\n".join(f"ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE {storage}" for table, column in COLUMNS)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [migrations.RunSQL(alter("EXTERNAL"), alter("EXTENDED"))]
