"""What a manifest may say of a catalogue in a JSON file."""

from __future__ import annotations

from typing import ClassVar

from cities.adapters.jsontext.files import JsonOptions
from cities.adapters.mapping import ACCOUNTS, Vocabulary


class JsonFileOptions(JsonOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the adapter ``json_file``: those of JSON in a file, whose columns are the city's own paths."""


class JsonFileAccountOptions(JsonFileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the adapter for accounts in a JSON file."""

    vocabulary: ClassVar[Vocabulary] = ACCOUNTS
