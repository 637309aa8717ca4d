"""From a city's columns to our words: declared in the manifest, compiled once, applied to every row."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import repeat
from typing import Annotated, ClassVar, Final, NamedTuple

import msgspec

from cities.adapters.base import ACCOUNT_FIELDS, ACCOUNT_LIST_FIELDS, CATALOGUE_FIELDS, LIST_FIELDS

MARKS = "\ufeff\x00"
# All that str.strip() takes for blank, and two signs that it does not know.
BLANK = "".join(sign for sign in map(chr, range(sys.maxunicode + 1)) if sign.isspace()) + MARKS


def bare_text(text: str) -> str:
    """Return ``text`` without the blanks around it."""
    # str.strip() without signs of its own is three times as fast.
    text = text.strip()
    return text.strip(BLANK) if text and (text[0] in MARKS or text[-1] in MARKS) else text


def _stripper(cells: Mapping[str, str]) -> Callable[[str], str]:
    """Return what strips the cells of a row; few rows hold a sign that ``str.strip`` does not know."""
    whole = "".join(cells.values())
    return bare_text if any(mark in whole for mark in MARKS) else str.strip


class Extract(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a column: the group ``value`` of ``pattern``, found anywhere in it; nothing where it is not found."""

    column: str
    pattern: str

    def __post_init__(self) -> None:
        try:
            groups = re.compile(self.pattern).groupindex
        except re.error as error:
            raise ValueError(f"pattern: {error}") from error
        if "value" not in groups:
            raise ValueError("pattern has no group named value")


class Vocabulary(NamedTuple):
    """Our words for one kind of row: all of them, those whose value is a list, those without which it is none."""

    row: str
    words: frozenset[str]
    lists: frozenset[str]
    needed: frozenset[str]


CATALOGUE: Final = Vocabulary("a catalogue row", CATALOGUE_FIELDS, LIST_FIELDS, frozenset({"old_id", "title"}))
ACCOUNTS: Final = Vocabulary("an account", ACCOUNT_FIELDS, ACCOUNT_LIST_FIELDS, frozenset({"old_id"}))


class MappingOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The part of an adapter's options that says what the columns mean.

    ``columns``: our word → their column. ``constants``: our word → a value for every row. ``values``: our word →
    their value → our value. ``extract``: our word → a part of a column. ``list_separator`` divides list-like cells.
    ``vocabulary`` holds our words: those of a catalogue unless a subclass has others.
    """

    vocabulary: ClassVar[Vocabulary] = CATALOGUE

    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    extract: dict[str, Extract] = {}
    list_separator: Annotated[str, msgspec.Meta(min_length=1)] = "\n"

    def __post_init__(self) -> None:
        for part, words in (
            ("columns", self.columns),
            ("constants", self.constants),
            ("values", self.values),
            ("extract", self.extract),
        ):
            unknown = sorted(set(words) - self.vocabulary.words)
            if unknown:
                raise ValueError(f"{part}: not a word of {self.vocabulary.row}: {', '.join(unknown)}")
        if "" in self.sources():
            raise ValueError("columns: a column has a name")
        given = set(self.columns) | set(self.extract) | set(self.constants)
        missing = self.vocabulary.needed - given
        if missing:
            raise ValueError(f"columns: {', '.join(sorted(missing))} must be mapped")

    def sources(self) -> set[str]:
        """Return every column of theirs that is used."""
        return set(self.columns.values()) | {extract.column for extract in self.extract.values()}

    def required(self) -> set[str]:
        """Return the columns without which a source is not what it is said to be."""
        return self.sources()


Fields = dict[str, str]


class RowMapper:
    """Turns a row, their column to its text, into our fields; empty values are left out."""

    def __init__(self, options: MappingOptions) -> None:
        self._constants = dict(options.constants)
        self._columns = list(options.columns.values())
        self._plain = [(word, options.values.get(word), word in options.vocabulary.lists) for word in options.columns]
        self._extracts = [
            (word, part.column, re.compile(part.pattern), options.values.get(word))
            for word, part in options.extract.items()
        ]
        self._separator = options.list_separator
        plain = "old_id" not in options.extract and "old_id" not in options.values
        self._id_column = options.columns.get("old_id") if plain else None

    def fields(self, cells: Mapping[str, str]) -> Fields:
        """Return our fields of one row."""
        bare = _stripper(cells)
        result = dict(self._constants)
        texts = map(bare, map(cells.get, self._columns, repeat("")))
        for text, (word, values, is_list) in zip(texts, self._plain, strict=True):
            if not text:
                continue
            if is_list:
                text = self._list(text, values, bare)
            elif values is not None:
                text = values.get(text, text)
            if text:
                result[word] = text
        for word, column, pattern, values in self._extracts:
            match = pattern.search(cells.get(column, ""))
            if match and (text := bare(match["value"] or "")):
                result[word] = values.get(text, text) if values else text
        return result

    def later(self, cells: Mapping[str, str]) -> LaterFields:
        """Return our fields of one row, worked out when they are looked at."""
        return LaterFields(self, cells)

    def old_id(self, cells: Mapping[str, str]) -> str | None:
        """Return the old id alone, or None where it takes the whole row to know."""
        return bare_text(cells.get(self._id_column) or "") if self._id_column else None

    def _list(self, text: str, values: Mapping[str, str] | None, bare: Callable[[str], str]) -> str:
        if self._separator != "\n" and self._separator in text:
            if "\n" in text:
                text = text.replace("\r\n", " ").replace("\n", " ")
            members = text.split(self._separator)
        else:
            members = text.split("\n")
        named = [name for member in members if (name := bare(member))]
        return "\n".join([values.get(name, name) for name in named] if values is not None else named)


class LaterFields(Mapping[str, str]):
    """The fields of a row that most readers never look at: an intake drops what has not changed by its old id."""

    __slots__ = ("_cells", "_done", "_mapper")

    def __init__(self, mapper: RowMapper, cells: Mapping[str, str]) -> None:
        self._mapper = mapper
        self._cells = cells
        self._done: Fields | None = None

    @property
    def _fields(self) -> Fields:
        if self._done is None:
            self._done = self._mapper.fields(self._cells)
        return self._done

    def as_dict(self) -> Fields:
        """Return all fields; the caller may change them."""
        return dict(self._fields)

    def old_id(self) -> str:
        """Return the old id, or empty."""
        if self._done is None and (found := self._mapper.old_id(self._cells)) is not None:
            return found
        return self._fields.get("old_id", "")

    def __getitem__(self, word: str) -> str:
        return self._fields[word]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return repr(self._fields)
