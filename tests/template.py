"""The migrations are run once for all workers, and for all runs until one of them changes: the rest is a copy."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from bench.databases import recreate
from services_portal.kernel import engines

ROOT: Final = Path(settings.BASE_DIR)
MADE_FROM: Final = ("requirements/dev.lock", "*/migrations/*.py", "services_portal/*/migrations/*.py")
PREFIX: Final = "migrated_"
UNFINISHED: Final = "migrating"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Have the test database made from a migrated one, which is made first where there is none."""
    connection.settings_dict["TEST"]["TEMPLATE"] = ensured(engines.urls().database_url)


def ensured(database_url: str) -> str:
    """Return the name of a database in which every migration has run; those of other days go."""
    name = PREFIX + _mark()
    with _alone(), psycopg.connect(database_url, autocommit=True) as server:
        standing = [row[0] for row in server.execute("SELECT datname FROM pg_database")]
        if name not in standing:
            for old in standing:
                if old.startswith(PREFIX):
                    server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(old)))
            recreate(database_url, UNFINISHED)
            unfinished, made = sql.Identifier(UNFINISHED), sql.Identifier(name)
            server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(unfinished, made))
    return name


@contextmanager
def _alone() -> Iterator[None]:
    """One worker makes it, the others wait."""
    with Path(os.environ["PORTAL_HOME"], "template.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _mark() -> str:
    found = hashlib.sha256()
    for pattern in MADE_FROM:
        for path in sorted(ROOT.glob(pattern)):
            found.update(path.read_bytes())
    return found.hexdigest()[:16]
