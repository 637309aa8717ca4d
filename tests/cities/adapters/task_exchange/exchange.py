"""A small exchange of tasks, written as a table, a workbook or JSON."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.cities.adapters.reading import Reading, read
from tests.cities.adapters.reading import manifest as manifest_of


def manifest(**options: Any) -> Any:
    """Return a manifest with the exchange's own columns."""
    return manifest_of("task_exchange", {"columns": {}, **options})


def write(folder: Path, rows: list[dict[str, str]], kind: str = "csv") -> Path:
    """Write the rows, whose first has every column."""
    path = folder / f"tasks.{kind}"
    names = list(dict.fromkeys(name for row in rows for name in row))
    if kind == "xlsx":
        book = Workbook()
        book.active.append(names)
        for row in rows:
            book.active.append([row.get(name, "") for name in names])
        book.save(path)
    elif kind == "json":
        path.write_text(json.dumps({"tasks": rows}, ensure_ascii=False), encoding="utf-8")
    else:
        text = io.StringIO()
        table = csv.DictWriter(text, names, restval="")
        table.writeheader()
        table.writerows(rows)
        path.write_bytes(text.getvalue().encode("gb18030"))
    return path


def read_tasks(folder: Path, rows: list[dict[str, str]], kind: str = "csv", **options: Any) -> Reading:
    """Write the rows and read them."""
    items = {"items": "tasks"} if kind == "json" else {}
    return read(manifest(**items, **options), write(folder, rows, kind))
