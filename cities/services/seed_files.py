"""Reading seed tables, with an error that names file and line."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cities.errors import BAD_SEED
from services_portal.kernel.errors import DomainError


def bad_seed(path: Path, line: int | None, text: str) -> DomainError:
    """Return the refusal for a seed file, at a line where there is one."""
    where = path.name if line is None else f"{path.name}:{line}"
    return DomainError(BAD_SEED, detail=f"{where}: {text}", params={"file": path.name, "line": line})


def read_table(path: Path, columns: frozenset[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, row) of a UTF-8 CSV that has at least ``columns``. Raises DomainError ``bad_seed``."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            missing = columns - set(reader.fieldnames or ())
            if missing:
                raise bad_seed(path, 1, f"missing columns {', '.join(sorted(missing))}")
            for row in reader:
                if None in row or None in row.values():
                    raise bad_seed(path, reader.line_num, "the row does not fit the header")
                yield reader.line_num, row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise bad_seed(path, None, str(error)) from error


def read_toml(path: Path) -> dict[str, Any]:
    """Return a TOML file. Raises DomainError ``bad_seed``."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise bad_seed(path, None, str(error)) from error
