"""The database as it was before a migration, and whole again after the test."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate(*targets: tuple[str, str]) -> Any:
    """Migrate to ``targets``, up or down; return the apps as they were then."""
    executor = MigrationExecutor(connection)
    executor.loader.build_graph()
    executor.migrate(list(targets))
    return executor.loader.project_state(list(targets)).apps


def newest() -> list[tuple[str, str]]:
    """Return the last migration of every app."""
    return MigrationExecutor(connection).loader.graph.leaf_nodes()
