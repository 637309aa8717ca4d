"""The questions behind readiness: our four, and what apps add. Facts, and of a fault no more than its kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import redis
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from services_portal.kernel.outbox.nudge import client
from services_portal.kernel.outbox.status import lag_seconds


@dataclass(frozen=True)
class Finding:
    """What one probe found."""

    name: str
    ok: bool
    facts: dict[str, Any] = field(default_factory=dict)


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Finding("database", True)


def _redis() -> Finding:
    client().ping()
    return Finding("redis", True)


@lru_cache(maxsize=1)
def _migrations_on_disk() -> frozenset[tuple[str, str]]:
    # Code does not change under a running process; reading it once keeps the probe to one query.
    return frozenset(MigrationLoader(None).disk_migrations)


def _migrations() -> Finding:
    pending = len(_migrations_on_disk() - MigrationRecorder(connection).applied_migrations().keys())
    return Finding("migrations", pending == 0, {"pending": pending})


def _outbox() -> Finding:
    lag, limit = lag_seconds(), settings.PORTAL_OUTBOX_LAG_LIMIT
    return Finding("outbox", lag <= limit, {"lag_seconds": round(lag, 1), "limit_seconds": limit})


PROBES: dict[str, Callable[[], Finding]] = {
    "database": _database,
    "redis": _redis,
    "migrations": _migrations,
    "outbox": _outbox,
}
NEED_DATABASE = {"migrations", "outbox"}


def register_probe(name: str, probe: Callable[[], Finding]) -> None:
    """Add a probe that asks the database. What it finds wrong makes us unready: a proxy sends nobody here then."""
    PROBES[name] = probe
    NEED_DATABASE.add(name)


def examine() -> list[Finding]:
    """Run every probe; those that need the database are not asked when it does not answer."""
    findings: list[Finding] = []
    for name, probe in PROBES.items():
        if name in NEED_DATABASE and not findings[0].ok:
            findings.append(Finding(name, False, {"error": "database"}))
            continue
        try:
            findings.append(probe())
        except (DatabaseError, redis.RedisError) as error:
            findings.append(Finding(name, False, {"error": type(error).__name__}))
    return findings
