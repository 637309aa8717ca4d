"""The migration linter of `make check` finds what would break the code that still runs during a deployment."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.layers import PYPROJECT, ROOT

pytestmark = pytest.mark.long

PLANTED = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cities", "{previous}")]
    operations = [migrations.RunSQL("{sql}", migrations.RunSQL.noop)]
"""


def _lint(tree: Path) -> subprocess.CompletedProcess[str]:
    """Run the very line of the Makefile in ``tree``."""
    makefile = (ROOT / "Makefile").read_text()
    found = re.search(r"\$\(MANAGE\) (lintmigrations .*)", makefile)
    ours = re.search(r"^OURS := (.*)$", makefile, re.MULTILINE)
    assert found and ours
    arguments = shlex.split(found[1].replace("$(OURS)", ours[1]))
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)


def test_a_dropped_column_is_found_and_an_added_one_is_not(tmp_path: Path) -> None:
    for package in [*PYPROJECT["tool"]["importlinter"]["root_packages"], "tests"]:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    migrations = tmp_path / "cities" / "migrations"
    last = sorted(path.stem for path in migrations.glob("0*.py"))[-1]
    planted = migrations / "0999_planted.py"
    planted.write_text(PLANTED.format(previous=last, sql="ALTER TABLE cities_city ADD COLUMN planted text NULL"))
    assert _lint(tmp_path).returncode == 0
    planted.write_text(PLANTED.format(previous=last, sql="ALTER TABLE cities_city DROP COLUMN slug"))
    done = _lint(tmp_path)
    assert done.returncode == 1
    assert "(cities, 0999_planted)... ERR" in done.stdout
