"""Counting a run: every source row in exactly one outcome, every finding under its rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from catalog.intake.rules.registry import Found
from catalog.models import Agreement, Outcome

EXAMPLES: Final = 3
PUBLISHED: Final = "published"
TAKEN_IN: Final = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED)
ROW_OUTCOMES: Final = tuple(Outcome.values)


@dataclass
class Tally:
    """Counts of one run. ``standing`` tells how the rows that did not change had ended when they last did;
    ``agreements`` how the department's codes of the others go with their item codes."""

    outcomes: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    standing: Counter[str] = field(default_factory=Counter)
    agreements: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    retired: int = 0
    withdrawn: int = 0

    @property
    def rows(self) -> int:
        """The rows settled so far."""
        return self.outcomes.total()

    def count(self, outcome: str) -> None:
        """Settle one row."""
        self.outcomes[outcome] += 1

    def stay(self, outcome: str) -> None:
        """Settle one row that is as it was, and ended then in ``outcome``."""
        self.outcomes[Outcome.UNCHANGED] += 1
        self.standing[PUBLISHED if outcome in TAKEN_IN else outcome] += 1

    def note(self, found: Found, *, row: int | None, old_id: str = "") -> None:
        """Count a finding and keep the first few of each rule to show."""
        rule = found.rule.id
        self.findings[rule] += 1
        kept = self.examples.setdefault(rule, [])
        if len(kept) < EXAMPLES:
            example = {"row": row, "old_id": old_id, "field": found.field, "evidence": found.evidence}
            mended = {"repair": found.repair, "proposal": found.proposal}
            kept.append({**example, **{name: text for name, text in mended.items() if text}})

    def outcome_counts(self) -> dict[str, int]:
        """Return the outcomes that occurred, in the order of the model's choices."""
        return {outcome: self.outcomes[outcome] for outcome in ROW_OUTCOMES if self.outcomes[outcome]}

    def finding_counts(self) -> dict[str, int]:
        """Return the rules that bit, in the order of their ids."""
        return dict(sorted(self.findings.items()))

    def report(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the report: ``facts`` of the run, then the counts; ``rows`` equals the sum of ``outcomes``."""
        return {
            **facts,
            "rows": self.rows,
            "outcomes": self.outcome_counts(),
            "findings": self.finding_counts(),
            "agreements": {each: self.agreements[each] for each in Agreement.values if self.agreements[each]},
            "retired": self.retired,
            "withdrawn": self.withdrawn,
            "standing": dict(sorted(self.standing.items())),
            "examples": dict(sorted(self.examples.items())),
        }
