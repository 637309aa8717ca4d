"""Which matter of the basic directory a row is about.

By its basic code (in its own field or inside the implementation code), else by name, else by synonym, else by a score
of all that is known; precision before recall: what is not certain goes to a person. A code and a name that point to
different matters contradict each other and are never decided here.
"""

from __future__ import annotations

from collections.abc import Iterable

from catalog.intake.matching.matters import Matter, MatterIndex
from catalog.intake.matching.rules import AMBIGUOUS, BY_SYNONYM, CODE_UNKNOWN, CONTRADICTION
from catalog.intake.rules.check import CheckedRow


def _tell(matters: Iterable[Matter]) -> str:
    return "; ".join(f"{matter.code} {matter.name}" for matter in matters)


def _by_words(row: CheckedRow, index: MatterIndex) -> Matter | None:
    hits = index.named(row.title)
    synonym = not hits
    if synonym:
        hits = index.called(row.title)
    if len(hits) > 1:
        row.add(AMBIGUOUS, "title", f"{row.title} → {_tell(hits)}")
        return None
    if hits and synonym:
        row.add(BY_SYNONYM, "title", row.title, _tell(hits))
    return hits[0] if hits else None


def match_row(row: CheckedRow, index: MatterIndex, *, adopt: bool = False) -> Matter | None:
    """Return the matter of the row; None with an error finding where it is unclear, without one where there is none.

    With ``adopt`` an unknown basic code is no surprise: the matter will be added under it.
    """
    if row.basic_code:
        by_code = index.by_code(row.basic_code)
        if by_code is not None:
            named = index.named(row.title)
            if named and by_code not in named:
                row.add(CONTRADICTION, "basic_code", f"{_tell([by_code])} ≠ {_tell(named)}")
                return None
            return by_code
        if not adopt:
            row.add(CODE_UNKNOWN, "basic_code", row.basic_code)
    return _by_words(row, index)
