"""Unified social credit codes (GB 32100) and the organisation codes within (GB 11714)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from stdnum.cn import uscc

from catalog.intake.rules.shapes import narrow

LENGTH: Final = 18
ORGANISATION: Final = slice(8, 17)
_ORGANISATION_SHAPE: Final = re.compile(r"^[0-9A-Z]{8}[0-9X]$")
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
# Letters that GB 32100 leaves out because they are read as these.
_CONFUSABLE: Final = str.maketrans({"I": "1", "O": "0", "Z": "2", "S": "5", "V": "U"})


def organisation_code_valid(code: str) -> bool:
    """Whether ``code`` is a nine-character organisation code with the right check character."""
    if not _ORGANISATION_SHAPE.match(code):
        return False
    total = sum(
        weight * (int(character) if character.isdigit() else ord(character) - 55)
        for weight, character in zip(_ORGANISATION_WEIGHTS, code, strict=False)
    )
    expected = 11 - total % 11
    return code[8] == ("X" if expected == 10 else "0" if expected == 11 else str(expected))


@lru_cache(maxsize=8192)
def uscc_valid(code: str) -> bool:
    """Whether ``code`` (normalised) is a unified social credit code: its own check character and the inner one."""
    return len(code) == LENGTH and uscc.is_valid(code) and organisation_code_valid(code[ORGANISATION])


@lru_cache(maxsize=8192)
def normalise_code(text: str) -> str:
    """Return a code in plain capitals and digits: no width variants, no blanks, no hyphens, no dots."""
    return re.sub(r"[\s\-‐‑‒–—―_.·]+", "", narrow(text)).upper()


def unconfuse(code: str) -> str:
    """Return ``code`` with letters that cannot occur read as what they look like, when that makes it valid; else ""."""
    candidate = code.translate(_CONFUSABLE)
    return candidate if candidate != code and uscc_valid(candidate) else ""


def differs_by_one(one: str, other: str) -> bool:
    """Whether one character was changed, lost, added, or two neighbours changed places."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        places = [index for index, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        swapped = len(places) == 2 and places[1] == places[0] + 1 and one[places[0]] == other[places[1]]
        return len(places) == 1 or (swapped and one[places[1]] == other[places[0]])
    short, long = sorted((one, other), key=len)
    return any(long[:index] + long[index + 1 :] == short for index in range(len(long)))
