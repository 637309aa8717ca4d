"""What may be decided about the rows that a rule keeps waiting."""

from __future__ import annotations

from typing import Final

from catalog.models import RowChoice

_MATTER: Final = (RowChoice.MATTER, RowChoice.REJECT)
_AGENCY: Final = (RowChoice.AGENCY, RowChoice.REJECT)
_OURS: Final = (RowChoice.KEEP_OURS, RowChoice.TAKE_SOURCE)
_ANY: Final = (RowChoice.ACCEPT, RowChoice.REJECT)
_BY_RULE: Final = {
    "match.none": _MATTER,
    "match.ambiguous": _MATTER,
    "match.contradiction": _MATTER,
    "code.uscc_invalid": _AGENCY,
    "service.edited_here": _OURS,
    "service.portal_leads": _OURS,
    # It is the same service, and the old id leads there; or it is about another matter.
    "row.same_service": (RowChoice.REJECT, RowChoice.MATTER),
    # Two rows of one id cannot both be told from each other when they change: the source has to mend that.
    "row.doubled_id": (RowChoice.REJECT,),
    "decision.void": (RowChoice.REJECT,),
    "text.too_long": (RowChoice.REJECT,),
}


def choices_for(rule: str) -> tuple[RowChoice, ...]:
    """Return what may be decided about rows that wait for this rule, the likeliest first."""
    return _AGENCY if rule.startswith("agency.") else _BY_RULE.get(rule, _ANY)
