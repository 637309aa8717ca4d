import django.db.models.deletion
from django.db import migrations, models


# The feed begins with the registry as it stands: one event a service that is or was public, in the order of publishing.
STANDING = """
INSERT INTO catalog_cataloguechange
  (position, kind, service_id, number, implementation_code, basic_code, region_code, agency_uscc, city, etags, at)
SELECT row_number() OVER (ORDER BY e.at, s.id), e.kind, s.id, v.number, coalesce(s.implementation_code, ''), i.code,
       r.code, a.uscc, coalesce(c.slug, ''),
       coalesce((SELECT jsonb_object_agg(d.language, d.etag) FROM catalog_publisheddocument d WHERE d.service_id = s.id),
                '{}'::jsonb), e.at
FROM catalog_service s
JOIN catalog_serviceversion v ON v.id = s.current_version_id
JOIN catalog_basicitem i ON i.id = s.basic_item_id
JOIN cities_agency a ON a.id = s.agency_id
JOIN cities_region r ON r.id = s.region_id
LEFT JOIN cities_city c ON c.id = s.city_id
CROSS JOIN LATERAL (
  SELECT CASE s.state WHEN 'published' THEN 'published' ELSE 'retired' END AS kind,
         CASE s.state WHEN 'published' THEN v.published_at ELSE coalesce(s.retired_at, v.published_at) END AS at
) e
WHERE s.state IN ('published', 'retired')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0003_run_kinds"),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.BigIntegerField(editable=False, null=True, unique=True, verbose_name="position")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("published", "published"),
                            ("updated", "updated"),
                            ("retired", "retired"),
                            ("restored", "restored"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                (
                    "implementation_code",
                    models.CharField(blank=True, max_length=40, verbose_name="implementation code"),
                ),
                ("basic_code", models.CharField(max_length=12, verbose_name="basic code")),
                ("region_code", models.CharField(max_length=12, verbose_name="region code")),
                ("agency_uscc", models.CharField(max_length=18, verbose_name="credit code of the agency")),
                ("city", models.CharField(blank=True, max_length=50, verbose_name="city")),
                ("etags", models.JSONField(default=dict, verbose_name="entity tags")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="catalog.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of the catalogue",
                "verbose_name_plural": "changes of the catalogue",
                "ordering": ["position"],
                "indexes": [
                    models.Index(condition=models.Q(("position", None)), fields=["id"], name="change_unnumbered")
                ],
            },
        ),
        migrations.RunSQL(STANDING, migrations.RunSQL.noop),
    ]
