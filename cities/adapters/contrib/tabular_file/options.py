"""What a manifest may say of a table in a file."""

from __future__ import annotations

from typing import ClassVar

from cities.adapters.mapping import ACCOUNTS, Vocabulary
from cities.adapters.tables.options import TableOptions


class TabularOptions(TableOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the adapter ``tabular_file``: those of a table, whose columns are the city's own."""


class TabularAccountOptions(TabularOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the adapter for a table of accounts."""

    vocabulary: ClassVar[Vocabulary] = ACCOUNTS
