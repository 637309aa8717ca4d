"""Reading seed files and bringing their rows in, with errors that name file and line."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from cities.errors import BAD_SEED
from services_portal.kernel.errors import DomainError


def bad_seed(path: Path, line: int | str | None, text: str) -> DomainError:
    """Return the refusal for a seed file, at a line (or a named entry of a TOML file) where there is one."""
    where = path.name if line is None else f"{path.name}:{line}"
    return DomainError(BAD_SEED, detail=f"{where}: {text}", params={"file": path.name, "line": line})


@contextmanager
def blaming(path: Path, line: int | str) -> Iterator[None]:
    """Turn whatever a value of the seed file breaks within the block into ``bad_seed`` that names file and line."""
    try:
        yield
    except ValidationError as error:
        fields = getattr(error, "error_dict", None)
        text = "; ".join(f"{name}: {' '.join(error.message_dict[name])}" for name in fields or ())
        raise bad_seed(path, line, text or " ".join(error.messages)) from error
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise bad_seed(path, line, str(error)) from error


def bring(row: models.Model, values: Mapping[str, Any]) -> bool:
    """Give ``row`` the ``values`` and save it where that changes something; return whether it did.

    Raises ValidationError.
    """
    if not row._state.adding and all(getattr(row, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()
    return True


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
                if any("\x00" in cell for cell in row.values()):
                    raise bad_seed(path, reader.line_num, "a NUL character")
                yield reader.line_num, row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise bad_seed(path, None, str(error)) from error


def read_toml(path: Path) -> dict[str, Any]:
    """Return a TOML file. Raises DomainError ``bad_seed``."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise bad_seed(path, None, str(error)) from error
