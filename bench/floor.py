"""The floor: the same bytes by bare psycopg, without Django, behind the same HTTP server.

BENCH_PLAN names a JSON file: path -> [shape, statement, parameters]. Shapes say how rows become the body.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

Row = tuple[Any, ...]

PLAN = json.loads(Path(os.environ["BENCH_PLAN"]).read_text(encoding="utf-8"))
_local = threading.local()


def _rows(sql: str, params: list[Any]) -> list[Row]:
    connection = getattr(_local, "connection", None)
    if connection is None:
        connection = _local.connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    return connection.execute(sql, params, prepare=True, binary=True).fetchall()


def _list(rows: list[Row], link: str | None) -> bytes:
    return b'{"next":%b,"results":[%b]}' % (json.dumps(link).encode(), b",".join(row[0] for row in rows[:20]))


def _item(rows: list[Row], _link: str | None) -> bytes:
    document, context, service, slug = rows[0]
    return b'%b,"city":"%b",%b,"service":%b}' % (document[:-1], slug.encode(), context[1:-1], service)


def _service(rows: list[Row], _link: str | None) -> bytes:
    return bytes(rows[0][0])


SHAPES = {"list": _list, "item": _item, "service": _service}


def application(environ: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], Any]) -> list[bytes]:
    """Answer one of the planned paths."""
    shape, sql, params, link = PLAN[environ["PATH_INFO"]]
    body = SHAPES[shape](_rows(sql, params), link)
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
