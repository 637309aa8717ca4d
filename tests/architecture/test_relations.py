"""Foreign keys and migration dependencies run downwards only, those written as strings included."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.test.utils import isolate_apps

from tests.architecture.layers import HEIGHT_BY_LABEL, migration_breaches, relation_breaches


def test_every_app_of_ours_has_its_height() -> None:
    ours = {config.label for config in apps.get_app_configs() if "site-packages" not in config.path}
    assert ours == HEIGHT_BY_LABEL.keys()
    assert HEIGHT_BY_LABEL["kernel"] < HEIGHT_BY_LABEL["cities"] < HEIGHT_BY_LABEL["accounts"]
    assert HEIGHT_BY_LABEL["accounts"] == HEIGHT_BY_LABEL["catalog"]


def test_no_model_points_upwards_or_sideways() -> None:
    assert list(relation_breaches(apps.get_models(include_auto_created=True))) == []


def test_no_migration_points_upwards_or_sideways() -> None:
    loader = MigrationLoader(None)
    assert list(migration_breaches(loader.disk_migrations.values())) == []
    assert list(relation_breaches(loader.project_state().apps.get_models(include_auto_created=True))) == []


@pytest.mark.parametrize(
    ("source", "target", "field"),
    [
        ("kernel", "cities", models.ForeignKey("cities.Target", models.CASCADE)),
        ("cities", "accounts", models.OneToOneField("accounts.Target", models.CASCADE)),
        ("accounts", "catalog", models.ForeignKey("catalog.Target", models.CASCADE)),
        ("catalog", "accounts", models.ManyToManyField("accounts.Target")),
    ],
)
def test_a_planted_relation_is_found(source: str, target: str, field: models.Field) -> None:
    with isolate_apps(f"services_portal.{source}" if source == "kernel" else source):
        meta = type("Meta", (), {"app_label": source})
        planted = type("Planted", (models.Model,), {"__module__": __name__, "Meta": meta, "relation": field})
        assert list(relation_breaches([planted])) == [f"{source}.Planted.relation -> {target}"]


def test_a_planted_relation_given_as_a_class_is_found() -> None:
    with isolate_apps("services_portal.kernel", "cities"):

        class Target(models.Model):
            class Meta:
                app_label = "cities"

        class Planted(models.Model):
            relation = models.ForeignKey(Target, models.CASCADE)

            class Meta:
                app_label = "kernel"

        assert list(relation_breaches([Planted])) == ["kernel.Planted.relation -> cities"]


@pytest.mark.parametrize(
    ("dependencies", "run_before", "expected"),
    [
        ([("catalog", "0001_initial")], [], ["cities.0009_planted: cities -> catalog"]),
        ([], [("kernel", "0001_initial")], ["cities.0009_planted: kernel -> cities"]),
        ([("kernel", "0001_initial"), ("contenttypes", "0001_initial")], [], []),
    ],
)
def test_a_planted_migration_dependency_is_found(
    dependencies: list[tuple[str, str]], run_before: list[tuple[str, str]], expected: list[str]
) -> None:
    planted = Migration("0009_planted", "cities")
    planted.dependencies, planted.run_before = dependencies, run_before
    assert list(migration_breaches([planted])) == expected
