"""Every management command works on its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.kernel.engines.harness import ROOT, Instance

pytestmark = pytest.mark.long

PROBE = "from django.db import connection as c; k = c.cursor(); k.execute('select 6 * 7'); print(k.fetchone())"


def _manage(instance: Instance, *arguments: str) -> str:
    environment = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    environment |= {"PORTAL_HOME": str(instance.home), "DJANGO_SETTINGS_MODULE": "services_portal.settings"}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.check_output(command, cwd=ROOT, env=environment, text=True)


def test_a_command_alone_starts_the_engines_and_leaves_none_behind(instance: Instance) -> None:
    assert "(42,)" in _manage(instance, "shell", "--no-imports", "-c", PROBE)
    assert instance.heads("postgres") == []
    assert instance.heads("redis") == []


def test_a_command_beside_a_holder_uses_and_leaves_its_engines(instance: Instance) -> None:
    instance.holder().urls()
    heads = instance.heads("postgres")
    assert "(42,)" in _manage(instance, "shell", "--no-imports", "-c", PROBE)
    assert instance.heads("postgres") == heads


def test_help_starts_nothing(instance: Instance) -> None:
    assert "outbox_relay" in _manage(instance, "help")
    assert not instance.home.exists()
