"""What a run counts: rows by outcome, why, and what was found in them. Nothing of a person."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

EXAMPLES: Final = 5
UNCHANGED: Final = "unchanged"


class Tally:
    """Counts of one run."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.standing: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.findings: Counter[str] = Counter()
        self.changes = 0
        self.gone = 0
        self._examples: dict[str, list[int]] = {}

    @property
    def rows(self) -> int:
        """How many rows have an outcome."""
        return self.outcomes.total()

    def count(self, outcome: str, reason: str) -> None:
        """Count a row that was decided in this run."""
        self.outcomes[outcome] += 1
        self.reasons[reason] += 1

    def stay(self, outcome: str) -> None:
        """Count a row that is as it was, having ended with ``outcome`` then."""
        self.outcomes[UNCHANGED] += 1
        self.standing[outcome] += 1

    def note(self, code: str, row: int | None) -> None:
        """Count a finding, and keep the numbers of the first rows that have it."""
        self.findings[code] += 1
        examples = self._examples.setdefault(code, [])
        if row is not None and len(examples) < EXAMPLES:
            examples.append(row)

    def report(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Return the report: the facts of the run, then what was counted."""
        findings = {
            code: {"count": number, "rows": self._examples.get(code, [])}
            for code, number in sorted(self.findings.items())
        }
        return {
            **facts,
            "rows": self.rows,
            "outcomes": dict(sorted(self.outcomes.items())),
            "standing": dict(sorted(self.standing.items())),
            "reasons": dict(sorted(self.reasons.items())),
            "changes": self.changes,
            "gone": self.gone,
            "findings": findings,
        }
