"""JSON files: dumps of the feeds that three cities served, in the shape of one page."""

import json
from datetime import date
from typing import Any

from seeds.authoring.spelling import Row, Shape


def feed(style: Shape, rows: list[Row]) -> bytes:
    """One page with all records under the manifest's `items` path, each record nested as its column paths say."""
    records = [_record(style, row) for row in rows]
    page: dict[str, Any] = {}
    _place(page, style.options["items"], records)
    head = style.options["items"].rpartition(".")[0]
    _place(page, f"{head}.total", len(records))
    if "next" in style.options:
        _place(page, style.options["next"], None)
    text = json.dumps(page, ensure_ascii=False, separators=(",", ":"))
    # One record a line: a diff of two dumps stays readable.
    for opening, closing in (('[{"', '[\n{"'), ('},{"', '},\n{"')):
        text = text.replace(opening, closing)
    return (text + "\n").encode("utf-8")


def _record(style: Shape, row: Row) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for word, path in style.columns.items():
        value = row[word]
        _place(record, path, value.isoformat() if isinstance(value, date) else value)
    return record


def _place(target: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for name in parents:
        target = target.setdefault(name, {})
    target[last] = value
