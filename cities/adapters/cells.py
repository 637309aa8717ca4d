"""What is wrong with the text of one cell, wherever it came from."""

from __future__ import annotations

import re
from typing import Final

FORMULA_SIGNS: Final = frozenset("=@+-\t\r")
# A sign that begins a formula and also begins a plain number, a telephone number, a list in a text.
SIGNED_FORMULA: Final = re.compile(r"[+-](?:[(=@]|[A-Za-z]|.*\|.*!)", re.DOTALL)


def looks_like_formula(cell: str) -> bool:
    """Whether a spreadsheet would run the cell: a sign that begins a formula, and then no plain number."""
    if not cell or cell[0] not in FORMULA_SIGNS:
        return False
    if cell[0] in "+-":
        return SIGNED_FORMULA.match(cell) is not None
    # A lone "=" is what is left of a formula that a workbook shares between cells.
    return len(cell) > 1 or cell == "="


# Signs by which a spreadsheet knows a formula, the wide ones of East Asian input among them.
_RUN: Final = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_NEUTRAL: Final = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")


def neutral(text: str) -> str:
    """Return ``text`` as no spreadsheet runs it: with an apostrophe before a sign that begins a formula.

    A text that looks as if that had been done already gets another one, so that :func:`as_meant` gives back every text.
    """
    return f"'{text}" if _RUN.match(text) else text


def as_meant(text: str) -> str:
    """Return ``text`` without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if text[:1] == "'" and _NEUTRAL.match(text) else text
