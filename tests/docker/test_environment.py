"""Every variable that the code reads is documented, and every documented one is read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from services_portal.kernel.engines import GIVEN_BY

ROOT = Path(__file__).resolve().parents[2]
READERS = {"str_", "int_", "bool_", "float_", "list_", "path", "json", "raw"}


def _read_by(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="env"), attr=reader),
                args=[ast.Constant(value=str(name)), *_],
            ) if reader in READERS:
                yield name


def _read_by_the_code() -> set[str]:
    names = set(GIVEN_BY.values())
    for package in ("services_portal", "accounts", "catalog", "cities"):
        for path in (ROOT / package).rglob("*.py"):
            names.update(_read_by(ast.parse(path.read_text(encoding="utf-8"))))
    return names


def test_the_table_and_the_code_name_the_same_variables() -> None:
    documented = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docker" / "README.md").read_text(), re.MULTILINE)
    assert set(documented) ^ _read_by_the_code() == set()
    assert len(documented) == len(set(documented))


def test_nothing_but_the_kernel_reads_the_environment() -> None:
    allowed = {
        "kernel/env.py",
        "kernel/engines/processes.py",
        "kernel/engines/attachment.py",
        "kernel/supervisor/children.py",
    }
    found = set()
    for package in ("services_portal", "accounts", "catalog", "cities"):
        for path in (ROOT / package).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if re.search(r"os\.(environ\b(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\")|getenv)", text):
                found.add(str(path.relative_to(ROOT / "services_portal" if package == "services_portal" else ROOT)))
    assert found == allowed
