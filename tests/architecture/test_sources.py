"""What no file of ours may say, and names that must be unique."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from services_portal.celery import app as celery
from tests.architecture.layers import ROOT

# Written in pieces, so that this file does not name them either.
FORBIDDEN = re.compile(
    "|".join(
        [
            r"py" + r"pi\.(org|python)",
            r"python" + r"hosted\.org",
            r"npm" + r"js\.(org|com)",
            r"deb\.deb" + r"ian\.org",
            r"index" + r"-url",
            r"--find" + r"-links",
            r"(?<![\w.])/wor" + r"k/",
            r"(?<![\w.])/roo" + r"t/",
            r"(?<![\w.])/tmp/pl" + r"an",
        ]
    )
)
SKIPPED = {".git", ".venv", "var", "node_modules", "__pycache__"}


def _files() -> Iterator[Path]:
    """Yield the files that a clone of this tree would hold."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        yield from (ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())
        return
    yield from (path for path in ROOT.rglob("*") if path.is_file() and not SKIPPED.intersection(path.parts))


def _said(text: str) -> list[str]:
    return [found[0] for found in FORBIDDEN.finditer(text)]


def test_no_file_names_a_package_index_or_a_folder_of_one_machine() -> None:
    found = {}
    for path in _files():
        if words := _said(path.read_bytes().decode("utf-8", errors="replace")):
            found[str(path.relative_to(ROOT))] = words
    assert found == {}


@pytest.mark.parametrize(
    "word", ["https://py" + "pi.org/simple", "/wor" + "k/shared", "cd /roo" + "t/x", "--index" + "-url"]
)
def test_a_forbidden_word_is_found(word: str) -> None:
    assert len(_said(f"see {word} here")) == 1


@pytest.mark.parametrize(
    "word", ["https://example.cn/wor" + "k/", "artwor" + "k/x", "chroo" + "t/x", "seeds/roo" + "t/"]
)
def test_a_harmless_word_is_not(word: str) -> None:
    assert _said(word) == []


def test_each_setting_is_made_in_one_module() -> None:
    made: Counter[str] = Counter()
    for path in (ROOT / "services_portal" / "settings").glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            made.update({target.id for target in targets if isinstance(target, ast.Name) and target.id.isupper()})
    assert made["DATABASES"] == 1
    assert [name for name, times in made.items() if times > 1] == []


def test_every_scheduled_task_exists() -> None:
    celery.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled - celery.tasks.keys() == set()
