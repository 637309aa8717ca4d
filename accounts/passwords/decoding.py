"""Hexadecimal and base64, read strictly: one text for one value, so that no damaged hash passes for a whole one."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

from accounts.passwords.malformed import MalformedHashError

_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2})+", re.ASCII)
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,19}", re.ASCII)


def from_hex(text: str, *, size: int | None = None) -> bytes:
    """Return the bytes of ``text`` in either case, ``size`` of them where given. Raises MalformedHashError."""
    if not _HEX.fullmatch(text):
        raise MalformedHashError("form")
    return sized(bytes.fromhex(text), size)


def from_base64(text: str, *, size: int | None = None, padded: bool = True, dots: bool = False) -> bytes:
    """Return the bytes of ``text`` (RFC 4648 §4; ``dots``: with ``.`` for ``+``). Raises MalformedHashError.

    What another text would stand for as well (missing or superfluous padding, bits beyond the end) is refused.
    """
    plain = text.replace(".", "+") if dots else text
    if dots and "+" in text:
        raise MalformedHashError("form")
    whole = plain if padded else plain + "=" * (-len(plain) % 4)
    try:
        value = base64.b64decode(whole, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedHashError("form") from None
    if not value or base64.b64encode(value).decode() != whole:
        raise MalformedHashError("form")
    return sized(value, size)


def sized(value: bytes, size: int | None) -> bytes:
    """Return ``value`` if it has ``size`` bytes, or no size is asked for. Raises MalformedHashError."""
    if size is not None and len(value) != size:
        raise MalformedHashError("form")
    return value


def number(text: str) -> int:
    """Return a whole number written without sign, blanks or leading zeros. Raises MalformedHashError."""
    if not _NUMBER.fullmatch(text):
        raise MalformedHashError("form")
    return int(text)
