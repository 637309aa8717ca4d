"""Cursors: where a page of a keyset-ordered list ended.

A cursor is the tuple of sort values of the last row, as base64url JSON. It is opaque to clients but holds nothing
secret, so it is checked for shape and types rather than signed.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.errors import DomainError, define_error

DEFAULT_LIMIT: Final = 20
MAX_LIMIT: Final = 100
MAX_CURSOR_CHARACTERS: Final = 400

BAD_CURSOR = define_error(
    "bad_cursor",
    status=400,
    title=_("The cursor is not valid"),
    explanation=_("Follow the link in `next` as it was given. To begin again, leave the cursor out."),
)
BAD_LIMIT = define_error(
    "bad_limit",
    status=400,
    title=_("The limit is not valid"),
    explanation=_("`limit` is a whole number from 1 to 100."),
)


def encode_cursor(values: Sequence[str | int]) -> str:
    """Return the opaque text of a cursor for the sort values of the last row shown."""
    return base64.urlsafe_b64encode(msgspec.json.encode(list(values))).rstrip(b"=").decode()


def decode_cursor(text: str, types: Sequence[type]) -> tuple[Any, ...]:
    """Return the sort values in ``text``. Raises DomainError ``bad_cursor`` unless they fit ``types``."""
    try:
        if len(text) > MAX_CURSOR_CHARACTERS:
            raise ValueError("too long")
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        shape: Any = tuple[tuple(types)]  # type: ignore[misc]
        values = msgspec.json.decode(raw, type=shape)
        if any(isinstance(value, str) and "\x00" in value for value in values):
            raise ValueError("NUL")
        if any(isinstance(value, int) and not -(2**63) <= value < 2**63 for value in values):
            raise ValueError("out of range")
    except (ValueError, binascii.Error, msgspec.MsgspecError) as error:
        raise DomainError(BAD_CURSOR) from error
    return tuple(values)


def parse_limit(text: str | None) -> int:
    """Return the page size asked for, 20 by default. Raises DomainError ``bad_limit`` outside 1..100."""
    if text is None or text == "":
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= MAX_LIMIT):
        raise DomainError(BAD_LIMIT)
    return int(text)
