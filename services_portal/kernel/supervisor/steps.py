"""What has to be done before the portal can serve, and what of it is still due."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from services_portal.kernel.models import SetupRecord


def migrations_due() -> bool:
    """Whether the database lacks a migration."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def digest_of(folders: Iterable[Path]) -> str:
    """Return one digest over names and contents of every file below the folders."""
    whole = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
            whole.update(f"{path.relative_to(folder)}\0".encode())
            with path.open("rb") as file:
                whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def step_due(step: str, digest: str) -> bool:
    """Whether the step has not been through this very input on this database."""
    return not SetupRecord.objects.filter(step=step, digest=digest).exists()


def step_done(step: str, digest: str) -> None:
    """Note that the step has been through this input."""
    SetupRecord.objects.update_or_create(step=step, defaults={"digest": digest})


class StaticFiles:
    """Collected static files, with a note of what they were collected from."""

    def __init__(self) -> None:
        self._note = Path(settings.STATIC_ROOT) / ".collected"
        facts = hashlib.sha256()
        for finder in get_finders():
            for name, storage in finder.list(["CVS", ".*", "*~"]):
                state = Path(storage.path(name)).stat()
                facts.update(f"{name}\0{state.st_size}\0{state.st_mtime_ns}\0".encode())
        self._facts = facts.hexdigest()

    def due(self) -> bool:
        """Whether a source has changed since the last collection."""
        return not self._note.exists() or self._note.read_text() != self._facts

    def done(self) -> None:
        """Note the sources of this collection."""
        self._note.write_text(self._facts)
