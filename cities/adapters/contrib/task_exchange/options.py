"""What a manifest may say of the 实施清单 exchange form."""

from __future__ import annotations

import msgspec

from cities.adapters.contrib.task_exchange.words import BESIDE, COLUMNS, NAME, UNITS, VALUES
from cities.adapters.tables.options import TableOptions


class TaskExchangeOptions(TableOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the adapter ``task_exchange``: those of a table, with the national names for columns.

    ``columns``, ``values`` and ``units`` (their unit of a term → ours) add to what the form says and go before it; a
    column called ``""`` is not read. ``items`` is the dotted path to the records where the file is JSON. ``page`` is
    how many changes are given at a time.
    """

    items: str = ""
    units: dict[str, str] = {}
    page: int = 1000

    def __post_init__(self) -> None:
        elsewhere = set(self.constants) | set(self.extract)
        columns = {word: name for word, name in COLUMNS.items() if word not in elsewhere} | self.columns
        values = {word: table | self.values.get(word, {}) for word, table in VALUES.items()}
        force = msgspec.structs.force_setattr
        force(self, "columns", {word: name for word, name in columns.items() if name})
        force(self, "values", self.values | values)
        force(self, "units", UNITS | self.units)
        if self.page < 1:
            raise ValueError("page is at least 1")
        super().__post_init__()

    def sources(self) -> set[str]:
        """Return every column that is used, those that explain others among them."""
        return super().sources() | BESIDE

    def required(self) -> set[str]:
        """Return the task's name, its old id, and what the manifest itself names."""
        own = {name for word, name in self.columns.items() if COLUMNS.get(word) != name}
        return own | {extract.column for extract in self.extract.values()} | {NAME, *self.own_id()}

    def own_id(self) -> set[str]:
        """Return the column of the old id, where it is a column."""
        return {self.columns["old_id"]} if "old_id" in self.columns else set()
