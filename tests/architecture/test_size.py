"""Files under 400 lines, functions under 60, conftests under 80: a longer one hides an idea that would divide it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.layers import PYPROJECT, ROOT

FILE_LIMIT, FUNCTION_LIMIT, CONFTEST_LIMIT = 400, 60, 80
CHECKED = [*PYPROJECT["tool"]["importlinter"]["root_packages"], "tests", "seeds", "bench"]


def _sources() -> Iterator[Path]:
    yield ROOT / "manage.py"
    for folder in CHECKED:
        yield from (path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def _breaches(path: Path, text: str) -> Iterator[str]:
    lines = len(text.splitlines())
    limit = CONFTEST_LIMIT if path.name == "conftest.py" else FILE_LIMIT
    if lines >= limit:
        yield f"{path}: {lines} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            length = node.end_lineno - node.lineno + 1
            if length >= FUNCTION_LIMIT:
                yield f"{path}: {node.name} has {length} lines"


def test_nothing_is_too_long() -> None:
    found = [
        breach for path in _sources() for breach in _breaches(path.relative_to(ROOT), path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_what_is_too_long_is_found() -> None:
    assert list(_breaches(Path("a.py"), "\n" * 399)) == []
    assert list(_breaches(Path("a.py"), "\n" * 400)) == ["a.py: 400 lines"]
    assert list(_breaches(Path("conftest.py"), "\n" * 80)) == ["conftest.py: 80 lines"]
    body = "".join(f"    a{number} = 1\n" for number in range(59))
    assert list(_breaches(Path("a.py"), f"def f():\n{body}")) == ["a.py: f has 60 lines"]
    assert list(_breaches(Path("a.py"), f"async def f():\n{body}")) == ["a.py: f has 60 lines"]
