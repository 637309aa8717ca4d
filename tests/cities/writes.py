"""Noticing whether anything was written, by the statements themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Give a list that holds, after the block, the statements in it that wrote."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [query["sql"] for query in captured if WRITE.match(query["sql"])]
