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

# It would also cut such a value into slices kept elsewhere. Of these tables a row is read or written alone and whole, so
# it stays in one piece as long as it fits a page: one fetch in place of an index and two or more.
WHOLE = ("catalog_publisheddocument", "catalog_serviceversion", "catalog_stagedrow")


def alter(storage: str, keep: str) -> str:
    columns = [f"ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE {storage}" for table, column in COLUMNS]
    return ";\n".join([*columns, *(f"ALTER TABLE {table} {keep}" for table in WHOLE)])


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.RunSQL(
            alter("EXTERNAL", "SET (toast_tuple_target = 8160)"),
            alter("EXTENDED", "RESET (toast_tuple_target)"),
        )
    ]
