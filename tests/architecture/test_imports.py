"""The import contracts hold, and each of them bites."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.layers import CONTRACTS, PYPROJECT, ROOT

PACKAGES = PYPROJECT["tool"]["importlinter"]["root_packages"]
LINT = Path(sys.executable).with_name("lint-imports")


def _lint(tree: Path) -> tuple[int, list[str]]:
    """Return the exit code and the names of the broken contracts."""
    done = subprocess.run([LINT, "--no-cache"], cwd=tree, capture_output=True, text=True, check=False)
    said = " ".join(done.stdout.split())
    assert "Contracts:" in said, done.stdout + done.stderr
    return done.returncode, [c["id"] for c in CONTRACTS.values() if f"{c['name']} BROKEN" in said]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of our Python files and their contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        kept = shutil.ignore_patterns("__pycache__", "*.po", "*.mo", "static", "templates", "migrations")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=kept)
    return tmp_path


def test_every_contract_is_kept() -> None:
    assert _lint(ROOT) == (0, [])


BREACHES = [
    ("services_portal/kernel/planted.py", "import cities.models", ["layers", "kernel"]),
    ("cities/planted.py", "from accounts import models", ["layers"]),
    ("catalog/planted.py", "def late():\n    import accounts.models", ["layers"]),
    ("accounts/planted.py", "import catalog", ["layers"]),
    ("catalog/services/planted.py", "from rest_framework import serializers", ["domain"]),
    ("accounts/services/planted.py", "from accounts import api", ["domain"]),
    ("cities/models/planted.py", "import services_portal.kernel.http", ["domain"]),
    ("cities/planted.py", "import cities.adapters.contrib.one", ["registry"]),
    ("services_portal/kernel/engines/planted.py", "import services_portal.kernel.models", ["engines"]),
]


@pytest.mark.parametrize(("path", "code", "broken"), BREACHES, ids=[f"{p}: {c}" for p, c, _ in BREACHES])
def test_a_planted_import_is_found(tree: Path, path: str, code: str, broken: list[str]) -> None:
    (tree / "cities/adapters/contrib/one.py").touch()
    (tree / path).write_text(code + "\n")
    assert _lint(tree) == (1, broken)


def test_an_adapter_that_imports_another_is_found(tree: Path) -> None:
    contrib = tree / "cities" / "adapters" / "contrib"
    (contrib / "one.py").touch()
    (contrib / "two.py").write_text("import cities.adapters.contrib.one\n")
    assert _lint(tree) == (1, ["adapters"])


def test_no_contract_ignores_an_import() -> None:
    assert [c["id"] for c in CONTRACTS.values() if any(key.startswith("ignore") for key in c)] == []


def test_the_engines_load_no_settings_and_no_models() -> None:
    code = "import sys, services_portal.kernel.engines; print('django.conf' in sys.modules, 'django.db' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True) == "False False\n"
