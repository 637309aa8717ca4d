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
