"""From the fields of the exchange to our words, where one field alone does not say it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from cities.adapters.cells import as_meant
from cities.adapters.contrib.task_exchange.options import TaskExchangeOptions
from cities.adapters.contrib.task_exchange.words import FEE_ASKED, MOBILE_LINK, NO_FEE, TERMS
from cities.adapters.mapping import Fields, RowMapper, bare_text

_BETWEEN: Final = re.compile(r"[,，;；^|、\s]+")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")


class TaskMapper(RowMapper):
    """Maps a row of the exchange."""

    def __init__(self, options: TaskExchangeOptions) -> None:
        super().__init__(options)
        self._names = options.columns
        self._audiences = options.values["audience"]
        self._separator_out = options.list_separator
        self._units = options.units

    def fields(self, cells: Mapping[str, str]) -> Fields:
        """Return our fields of one row."""
        told = {name: as_meant(cell) for name, cell in cells.items()}
        for days, kind in TERMS:
            told[days] = self._term(bare_text(told.get(days, "")), bare_text(told.get(kind, "")))
        if channels := told.get(self._names.get("channels", ""), ""):
            told[self._names["channels"]] = self._separator_out.join(_codes(channels))
        if audience := told.get(self._names.get("audience", ""), ""):
            told[self._names["audience"]] = self._audience(audience)
        self._fill(told, "fees", "不收费" if bare_text(told.get(FEE_ASKED, "")) in NO_FEE else "")
        self._fill(told, "online_url", told.get(MOBILE_LINK, ""))
        return super().fields(told)

    def old_id(self, cells: Mapping[str, str]) -> str | None:
        """Return the old id alone, or None where it takes the whole row to know."""
        found = super().old_id(cells)
        return None if found is None else bare_text(as_meant(found))

    def _fill(self, told: dict[str, str], word: str, text: str) -> None:
        name = self._names.get(word)
        if name and text and not bare_text(told.get(name, "")):
            told[name] = text

    def _term(self, days: str, kind: str) -> str:
        if not kind or not _NUMBER.fullmatch(days):
            return days
        # A unit that nobody knows makes the whole unreadable: a bare number would be taken for working days.
        return f"{days}{self._units.get(kind, f'单位{kind}')}"

    def _audience(self, text: str) -> str:
        """Return ``both`` where persons and others are served; what is in no table stands as it is."""
        if text in self._audiences:
            return text
        words = {self._audiences.get(code, code) for code in _codes(text)}
        if words <= {"person", "enterprise", "both"}:
            return words.pop() if len(words) == 1 else "both"
        return text


def _codes(text: str) -> list[str]:
    return [code for code in _BETWEEN.split(text) if code]
