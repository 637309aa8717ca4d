"""The first row of a table: what its columns are called."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import Final

from cities.adapters.base import AdapterError, AdapterFinding, OnFinding, Severity
from cities.adapters.mapping import BLANK
from cities.adapters.tables.options import TableOptions

LONGEST_NAME: Final = 200


@dataclass(frozen=True)
class Header:
    """The names of the columns as the file has them; a name that comes again gets ``#2``."""

    names: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.names)


def column_names(cells: list[str]) -> list[str]:
    """Return the names in a header's cells, without those that are empty at its end."""
    names = [cell.replace("\x00", "").strip(BLANK)[:LONGEST_NAME] for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def read_header(cells: list[str], options: TableOptions, on_finding: OnFinding) -> Header:
    """Return the header. Raises AdapterError when a column that is needed is missing, or one that is used doubled."""
    names = column_names(cells)
    counts = Counter(names)
    used = options.sources()
    missing = sorted(options.required() - set(names))
    doubled = sorted(name for name, times in counts.items() if times > 1 and name in used)
    if missing or doubled:
        code = "source.missing_column" if missing else "source.doubled_column"
        found = [AdapterFinding("source.missing_column", Severity.ERROR, evidence=name) for name in missing]
        found += [AdapterFinding("source.doubled_column", Severity.ERROR, evidence=name) for name in doubled]
        raise AdapterError(code, permanent=True, findings=tuple(found))
    unique: dict[str, None] = {}
    for place, name in enumerate(names, start=1):
        label = name or f"#{place}"
        if label in unique:
            on_finding(AdapterFinding("source.doubled_column", Severity.INFO, evidence=label))
            label = next(again for number in count(2) if (again := f"{label}#{number}") not in unique)
        unique[label] = None
    return Header(tuple(unique))
