"""Databases of the measurements, beside the portal's on the same server, each made once for a size and a schema."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bench.servers import ROOT

MADE_FROM = ("catalog/migrations", "cities/migrations", "catalog/publishing", "catalog/content.py", "bench/million.py")


def named(database_url: str, name: str) -> str:
    """Return the address of another database on the same server."""
    return urlunsplit(urlsplit(database_url)._replace(path=f"/{name}"))


def ensured(database_url: str, name: str, fill: Callable[[str], None]) -> str:
    """Return the address of database ``name``, made anew by ``fill`` unless it was made from the same sources.

    ``fill`` gets the address of a migrated, empty database.
    """
    address, mark = named(database_url, name), _mark()
    if _standing_mark(address) != mark:
        recreate(database_url, name)
        fill(address)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE UNLOGGED TABLE bench_mark AS SELECT %s::text AS mark", [mark])
    return address


def recreate(database_url: str, name: str) -> str:
    """Make database ``name`` anew, with every migration applied, and return its address."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        identifier = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
    address = named(database_url, name)
    manage(address, "migrate", "--no-input", "--verbosity", "0")
    return address


def manage(address: str, *arguments: str) -> None:
    """Run a command of manage.py on another database."""
    environment = {**os.environ, "DATABASE_URL": address, "PORTAL_DEBUG": "0", "PORTAL_DEMONSTRATION": "1"}
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, check=True, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603


def _standing_mark(address: str) -> str | None:
    """Return what a database was made from; None when it is not there, half made, or emptied by a crash."""
    try:
        with psycopg.connect(address, autocommit=True) as connection:
            row = connection.execute("SELECT mark FROM bench_mark").fetchone()
            return row[0] if row else None
    except psycopg.Error:
        return None


def _mark() -> str:
    found = hashlib.sha256()
    for name in MADE_FROM:
        path = ROOT / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            found.update(Path(file).read_bytes())
    return found.hexdigest()
