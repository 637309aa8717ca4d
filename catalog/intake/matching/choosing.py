"""Which matter of the basic directory a row is about.

By its basic code (in its own field or inside the implementation code), else by name, else by synonym, else by a score
of all that is known; precision before recall: what is not certain goes to a person. A code and a name that point to
different matters contradict each other and are never decided here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from catalog.intake.matching.likeness import FAR
from catalog.intake.matching.matters import Matter, MatterIndex
from catalog.intake.matching.rules import AMBIGUOUS, BY_SCORE, BY_SYNONYM, CODE_UNKNOWN, CONTRADICTION
from catalog.intake.matching.weighing import Candidate, RowFacts, in_order, weigh
from catalog.intake.rules.check import CheckedRow
from catalog.intake.rules.registry import Disposition

# A score from here on is believed, where the next matter that is not ruled out stays so far behind. Where the row
# leaves something open that the matter says, or is like a synonym only (short, a word of the street), both must be
# better; so must the score of a title that mentions something besides. A title that only leaves words away
# (抵押权注销登记 for 不动产抵押权注销登记) may be less like its matter, but must be alone. Chosen on the tuning half of
# tests/catalog/intake/matching/labelled, held to account on the other half.
BELIEVED: Final = 80.0
CLEAR: Final = 10.0
BELIEVED_WITH_CARE: Final = 90.0
CLEAR_WITH_CARE: Final = 15.0
BELIEVED_BESIDES: Final = 90.0
BELIEVED_SHORTENED: Final = 58.0
CLEAR_SHORTENED: Final = 30.0


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


def by_score(facts: RowFacts, index: MatterIndex) -> tuple[Candidate, Candidate | None] | None:
    """Return the matter that all facts speak for with the next behind it, or None where a person must choose.

    The best must be believed, nothing may speak against it, and no rival may be near. What is ruled out is no rival,
    but a matter is one that differs only in what the row does not say.
    """
    near = [(matter, alike) for matter, alike in index.near(facts.title) if not alike.contradicted]
    if not near or near[0][1].score < FAR:
        return None
    weighed = (weigh(facts, matter, alike) for matter, alike in near)
    found = in_order(each for each in weighed if not each.contradicted)
    if not found or not found[0].slight:
        return None
    best, rival = found[0], found[1] if len(found) > 1 else None
    ahead = best.score - (rival.score if rival else 0.0)
    if best.left_open or best.by_synonym:
        sure = best.score >= BELIEVED_WITH_CARE and ahead >= CLEAR_WITH_CARE
    else:
        shortened = best.within and best.score >= BELIEVED_SHORTENED and ahead >= CLEAR_SHORTENED
        believed = BELIEVED_BESIDES if best.says_besides else BELIEVED
        sure = shortened or (best.score >= believed and ahead >= CLEAR)
    return (best, rival) if sure else None


def _by_score(row: CheckedRow, index: MatterIndex) -> Matter | None:
    chosen = by_score(RowFacts.of(row), index)
    if chosen is None:
        return None
    best, rival = chosen
    behind = f" (> {rival.score:g} {rival.matter.code})" if rival else ""
    told = " ".join(str(reason) for reason in best.reasons)
    row.add(BY_SCORE, "title", f"{row.title} = {best.score:g}{behind}: {told}", _tell([best.matter]))
    return best.matter


def match_row(row: CheckedRow, index: MatterIndex, *, adopt: bool = False) -> Matter | None:
    """Return the matter of the row; None with an error finding where it is unclear, without one where there is none.

    With ``adopt`` an unknown basic code is no surprise, and a name that is not in the directory is added to it: nothing
    is matched by score then, for what is like a matter that the city brought along itself depends on the rows' order.
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
    matter = _by_words(row, index)
    if matter is not None or adopt or row.decide() is not Disposition.PUBLISH:
        return matter
    return _by_score(row, index)
