"""The records of a JSON file, one at a time, however large the file: an array, a list somewhere within, JSON Lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, TextIO

from cities.adapters.base import AdapterError, refusal
from cities.adapters.jsontext.values import finite, keepable, no_constant

BLOCK: Final = 1 << 18
# A record is held in memory whole, and its values take some hundred bytes each however few they take in the text.
MOST_CHARACTERS_A_RECORD: Final = 1 << 22
MOST_VALUES_A_RECORD: Final = 200_000
MOST_DEPTH: Final = 64
# After a number there must be this much, or the end: it may go on in the next block.
BEYOND_A_NUMBER: Final = 64
# With the sign that begins a record in a JSON text sequence (RFC 7464).
_BLANK: Final = re.compile("[ \t\r\n\x1e\ufeff]*")
# What is wrong nearer to the end of what was read may be put right by what follows.
NEAR_THE_END: Final = 16
# Line ends within a string are no JSON, but many write them, and nothing is lost by taking them.
_DECODER: Final = json.JSONDecoder(strict=False, parse_constant=no_constant, parse_float=finite)


class RecordStream:
    """Reads records from text that may hold one document or many, one behind the other.

    ``path`` leads to the list of records within each document, by key or by place; with an empty path a document that
    is a list holds the records, and any other document is one.
    """

    def __init__(self, stream: TextIO, path: Sequence[str]) -> None:
        self._stream = stream
        self._path = tuple(path)
        self._text = ""
        self._at = 0
        self._ended = False
        self._begin = 0

    def records(self) -> Iterator[Any]:
        """Yield every record, whatever it is.

        Raises AdapterError ``source.truncated``, ``source.malformed``, ``source.shape``, ``source.row_too_large``.
        """
        while self._peek():
            if self._path:
                yield from self._within(self._path)
            elif self._peek() == "[":
                yield from self._members()
            else:
                yield self._value()

    def _within(self, path: Sequence[str]) -> Iterator[Any]:
        if not path:
            if self._peek() != "[":
                raise refusal("source.shape", f"{'.'.join(self._path)}: no list")
            yield from self._members()
            return
        opening, met = self._peek(), False
        if opening not in ("{", "["):
            raise refusal("source.shape", f"{'.'.join(self._path)}: nothing can lie within")
        for place, key in enumerate(self._entries(opening)):
            if (key if opening == "{" else str(place)) == path[0]:
                met = True
                yield from self._within(path[1:])
            else:
                self._skip(0)
        if not met:
            raise refusal("source.shape", f"{'.'.join(self._path)}: {path[0]} is missing")

    def _members(self) -> Iterator[Any]:
        for _place in self._entries("["):
            yield self._value()

    def _entries(self, opening: str) -> Iterator[str]:
        """Step through a list or an object; the caller takes each value. Yields the keys of an object."""
        closing = "}" if opening == "{" else "]"
        self._at += 1
        if self._peek() == closing:
            self._at += 1
            return
        while True:
            key = ""
            if opening == "{":
                key = self._value()
                if not isinstance(key, str):
                    raise self._broken("a key that is no string")
                self._take(":")
            yield key
            if self._take(",", closing) == closing:
                return

    def _skip(self, depth: int) -> None:
        if depth > MOST_DEPTH:
            raise self._broken(f"nested deeper than {MOST_DEPTH}")
        opening = self._peek()
        if opening in ("{", "["):
            for _key in self._entries(opening):
                self._skip(depth + 1)
        else:
            self._value()

    def _take(self, *signs: str) -> str:
        sign = self._peek()
        if not sign:
            raise self._cut()
        if sign not in signs:
            raise self._broken(f"{sign!r} instead of {' or '.join(signs)}")
        self._at += 1
        return sign

    def _peek(self) -> str:
        """Return the next sign that is no blank, empty at the end."""
        while True:
            self._at = _BLANK.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Read on; False at the end."""
        block = "" if self._ended else self._stream.read(max(BLOCK, len(self._text) - self._at))
        self._ended = not block
        self._begin += self._at
        self._text = self._text[self._at :] + block
        self._at = 0
        return not self._ended

    def _value(self) -> Any:
        """Return the value that begins here, whole."""
        if not self._peek():
            raise self._cut()
        while True:
            room = len(self._text) - self._at
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise self._broken(f"nested deeper than {MOST_DEPTH}") from None
            except ValueError as error:
                told = self._unreadable(error)
                if self._is_certain(error):
                    raise told from None
                if room > MOST_CHARACTERS_A_RECORD:
                    raise refusal("source.row_too_large", f"more than {MOST_CHARACTERS_A_RECORD} characters") from None
                if self._more():
                    continue
                raise told from None
            open_ended = isinstance(value, int | float) and len(self._text) - end < BEYOND_A_NUMBER
            if open_ended and not self._ended:
                # Whether there was more or not: the text has moved, and with it the value's end.
                self._more()
                continue
            self._weigh(end)
            self._at = end
            return self._kept(value)

    def _weigh(self, end: int) -> None:
        size = end - self._at
        if size > MOST_CHARACTERS_A_RECORD:
            raise refusal("source.row_too_large", f"more than {MOST_CHARACTERS_A_RECORD} characters")
        if size > MOST_VALUES_A_RECORD:
            values = sum(self._text.count(sign, self._at, end) for sign in ",[{")
            if values > MOST_VALUES_A_RECORD:
                raise refusal("source.row_too_large", f"more than {MOST_VALUES_A_RECORD} values")

    def _kept(self, value: Any) -> Any:
        try:
            return keepable(value)
        except ValueError as error:
            raise self._broken(str(error)) from None

    def _is_certain(self, error: ValueError) -> bool:
        """Whether nothing that may follow can put right what is wrong."""
        if not isinstance(error, json.JSONDecodeError) or error.msg.startswith("Unterminated"):
            return False
        return error.pos < len(self._text) - NEAR_THE_END

    def _unreadable(self, error: ValueError) -> AdapterError:
        """Return what to say of a value that does not end, or that is none."""
        place = error.pos if isinstance(error, json.JSONDecodeError) else self._at
        message = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        if place >= len(self._text) or message.startswith("Unterminated"):
            return self._cut()
        return refusal("source.malformed", f"character {self._begin + place}: {message}")

    def _broken(self, what: str) -> AdapterError:
        return refusal("source.malformed", f"character {self._begin + self._at}: {what}")

    def _cut(self) -> AdapterError:
        return refusal("source.truncated", f"ends at character {self._begin + len(self._text)}")
