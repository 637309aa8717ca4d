"""JSON from somebody else's server: parsed within bounds, free of what a database cannot keep."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final

from cities.adapters.base import refusal

# Each takes some hundred bytes of memory, however few it takes in the text.
MOST_VALUES: Final = 2_000_000
MOST_DEPTH: Final = 64
UNKEEPABLE: Final = re.compile("[\x00\ud800-\udfff]")


def parse_page(body: bytes) -> Any:
    """Return parsed JSON of UTF-8, with or without byte order mark.

    What no text may hold (NUL, half of a surrogate pair) becomes U+FFFD, where the rules of an intake find it; a whole
    number beyond 64 bits, which is a long id written without quotes, becomes its text. Raises
    AdapterError ``feed.not_json``, which may pass, and ``feed.page_too_large``, which will not.
    """
    if body.count(b",") + body.count(b"[") + body.count(b"{") > MOST_VALUES:
        raise refusal("feed.page_too_large", f"more than {MOST_VALUES} values")
    try:
        page = json.loads(body.decode("utf-8-sig"), parse_constant=no_constant, parse_float=finite)
        return keepable(page)
    except (ValueError, RecursionError) as error:
        raise refusal("feed.not_json", str(error), permanent=False) from error


def no_constant(name: str) -> Any:
    """Refuse NaN and the infinities. Raises ValueError."""
    raise ValueError(f"{name} is no JSON")


def finite(text: str) -> float:
    """Return the number. Raises ValueError for one that is beyond all numbers."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:40]} is too large a number")
    return number


def keepable(value: Any, depth: int = 0) -> Any:
    """Return ``value``, changed in place, free of what a database cannot keep. Raises ValueError when nested too deep.

    NUL and half of a surrogate pair become U+FFFD, a whole number beyond 64 bits its text.
    """
    if depth > MOST_DEPTH:
        raise ValueError(f"nested deeper than {MOST_DEPTH}")
    if isinstance(value, str):
        return UNKEEPABLE.sub("\ufffd", value)
    # In place: a second copy of a page would take as much memory again.
    if isinstance(value, list):
        for place, member in enumerate(value):
            value[place] = keepable(member, depth + 1)
        return value
    if isinstance(value, dict):
        if UNKEEPABLE.search("".join(value)):
            value = {UNKEEPABLE.sub("\ufffd", key): member for key, member in value.items()}
        for key, member in value.items():
            value[key] = keepable(member, depth + 1)
        return value
    if isinstance(value, int) and not -(1 << 63) <= value < 1 << 63:
        return str(value)
    return value


def as_text(value: Any) -> str:
    """Return a JSON value as a cell's text: lists by lines, numbers as written, objects as nothing."""
    match value:
        case None | dict():
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case list():
            return "\n".join(text for member in value if (text := as_text(member)))
    return str(value)


def dig(value: Any, path: str) -> Any:
    """Return what stands at the dotted ``path`` within ``value``, or None; an empty path is the value itself."""
    for part in path.split(".") if path else ():
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value
