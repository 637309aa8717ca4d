"""What rows that wait have alike, so that one decision settles them all, and those alike that come later.

Most rules say in their evidence what they bit on: the same broken credit code, the same two agencies at odds. Of a
title the words count. Where it is about this one row against what stands here, the row itself is the cause, with its
content: when the source changes it, a person is asked anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from catalog.intake.names import comparable
from catalog.intake.rules.registry import Found

LIMIT: Final = 500
# Rows without anything alike but the rule itself.
NOTHING: Final = "–"
ROW_AND_VERSION: Final = frozenset({"service.edited_here"})
ROW: Final = frozenset({"service.portal_leads", "row.same_service", "row.doubled_id"}) | ROW_AND_VERSION


def row_cause(fields: Mapping[str, str]) -> str:
    """Return what names one row with its present content: its old id, and a mark of all its fields."""
    told = "\x1f".join(f"{name}\x1e{text}" for name, text in sorted(fields.items()))
    mark = hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=8).hexdigest()
    return f"{fields.get('old_id', '')[:200]} {mark}".strip()


def cause_of(found: Found, fields: Mapping[str, str]) -> str:
    """Return what the rows have alike that wait for this finding's rule; ``fields`` are the row's, as read."""
    rule = found.rule.id
    if rule in ROW:
        cause = row_cause(fields)
        return f"{cause} {found.evidence}"[:LIMIT] if rule in ROW_AND_VERSION else cause
    if found.field == "title":
        return comparable(fields.get("title", ""))[:LIMIT] or NOTHING
    evidence = " ".join(found.evidence.replace("\x00", "").split())
    return (comparable(evidence) if found.field.startswith("agency_") else evidence)[:LIMIT] or NOTHING
