"""What set-up does again, and what it does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings

from services_portal.kernel.supervisor import steps


def test_a_digest_changes_with_a_name_and_with_a_content_and_with_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "one.toml").write_text("a = 1")
    first = steps.digest_of([tmp_path])
    (tmp_path / "inner" / "one.toml").touch()
    assert steps.digest_of([tmp_path]) == first
    (tmp_path / "inner" / "one.toml").write_text("a = 2")
    second = steps.digest_of([tmp_path])
    assert second != first
    (tmp_path / "inner" / "one.toml").rename(tmp_path / "inner" / "two.toml")
    assert steps.digest_of([tmp_path]) not in {first, second}


@pytest.mark.django_db
def test_a_step_is_due_until_done_and_again_for_another_input() -> None:
    assert steps.step_due("seed_cities", "d1")
    steps.step_done("seed_cities", "d1")
    assert not steps.step_due("seed_cities", "d1")
    assert steps.step_due("seed_catalog", "d1")
    assert steps.step_due("seed_cities", "d2")
    steps.step_done("seed_cities", "d2")
    assert steps.step_due("seed_cities", "d1")


@pytest.mark.django_db
def test_migrations_are_due_when_one_is_not_applied() -> None:
    assert not steps.migrations_due()
    [latest] = MigrationLoader(connection).graph.leaf_nodes("accounts")
    MigrationRecorder(connection).record_unapplied(*latest)
    assert steps.migrations_due()


def test_static_files_are_due_until_collected(tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=tmp_path):
        files = steps.StaticFiles()
        assert files.due()
        files.done()
        assert not steps.StaticFiles().due()
        (tmp_path / ".collected").write_text("of other sources")
        assert steps.StaticFiles().due()


def test_every_seed_step_is_a_command_that_exists() -> None:
    assert [command[0] for command, _put_off in settings.PORTAL_SEED_STEPS if command[0] not in get_commands()] == []
