"""Where planted values could stand in the clear: tables, Redis with its queues, files, logs, answers."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import redis
from django.conf import settings
from django.db import connection

# What is written in base64 within something else: bodies of queued jobs, tokens in addresses.
ENCODED: Final = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")


def spellings(text: str) -> list[bytes]:
    """Return how a value could stand: as it is, escaped as by JSON or in an address, as PostgreSQL shows bytes."""
    plain = text.encode()
    return sorted({plain, text.encode("unicode_escape"), quote(text).encode(), plain.hex().encode()})


def found(values: Mapping[str, str], places: Mapping[str, bytes]) -> set[tuple[str, str]]:
    """Return (value's name, place) for each value that a place holds in any spelling."""
    wanted = [(name, spelling) for name, text in values.items() for spelling in spellings(text)]
    return {(name, place) for place, content in places.items() for name, spelling in wanted if spelling in content}


def at_rest(*folders: Path) -> dict[str, bytes]:
    """Return all that a thief of the disks would have: tables, Redis, and the files under ``folders``."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {**tables(), **in_redis(), **{f"file {path.name}": path.name.encode() + path.read_bytes() for path in files}}


def tables() -> dict[str, bytes]:
    """Return every table's rows as text."""
    with connection.cursor() as cursor:
        contents = {}
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{name}" t')  # noqa: S608 - the database's own names
            contents[f"table {name}"] = "\n".join(row[0] for row in cursor.fetchall()).encode()
    return contents


def in_redis() -> dict[str, bytes]:
    """Return what Redis keeps, key by key, with what is encoded in it opened."""
    with closing(redis.Redis.from_url(settings.REDIS_URL)) as client:
        keys = list(client.scan_iter(count=1000))
        return {f"redis {key!r}": opened(b"\n".join([key, *_kept(client, key)])) for key in keys}


def _kept(client: Any, key: bytes) -> Iterable[bytes]:
    # Not by DUMP, which compresses.
    match client.type(key):
        case b"string":
            return [client.get(key) or b""]
        case b"list":
            return list(client.lrange(key, 0, -1))
        case b"set":
            return list(client.smembers(key))
        case b"zset":
            return list(client.zrange(key, 0, -1))
        case b"hash":
            return [part for pair in client.hgetall(key).items() for part in pair]
        case other:
            raise AssertionError(f"{key!r} is a {other!r}, which the search cannot look into")


def opened(content: bytes) -> bytes:
    """Return ``content`` followed by whatever is written in base64 in it."""
    return b"\n".join([content, *_decoded(content)])


def _decoded(content: bytes) -> Iterator[bytes]:
    for piece in ENCODED.findall(content):
        text = piece.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        yield base64.b64decode(text[: len(text) - (len(text) % 4 == 1)] + b"==")


def logged(caplog: Any) -> dict[str, bytes]:
    """Return what was logged: the lines, and all that their records carry."""
    carried = "".join(str(record.__dict__) for record in caplog.records)
    return {"log lines": caplog.text.encode(), "log records": carried.encode()}


def refused(answers: Iterable[Any]) -> dict[str, bytes]:
    """Return addresses, headers and bodies of the answers (of httpx or of Django's client) that say no."""
    told = {}
    for number, answer in enumerate(answers):
        if answer.status_code >= 400:
            where = getattr(answer, "url", "") or answer.request["PATH_INFO"]
            head = f"{where}\n{answer.headers}\n".encode()
            told[f"{answer.status_code} of {where} ({number})"] = head + answer.content
    return told
