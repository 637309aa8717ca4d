"""What a manifest may say of a catalogue in a JSON file."""

from __future__ import annotations

from cities.adapters.jsontext.files import JsonOptions


class JsonFileOptions(JsonOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the adapter ``json_file``: those of JSON in a file, whose columns are the city's own paths."""
