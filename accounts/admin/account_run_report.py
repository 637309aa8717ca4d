"""The report of an import of old accounts, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from accounts.intake.reasons import word_of
from accounts.intake.tally import UNCHANGED
from accounts.models import AccountOutcome
from services_portal.kernel.errors import find_error

OUTCOMES: Final = [(str(each.value), each.label) for each in AccountOutcome] + [(UNCHANGED, _("unchanged"))]
WARNING: Final = frozenset({"conflict", "rejected"})


@dataclass(frozen=True)
class Line:
    """A count in words. ``rows`` are the numbers of the first rows that it was found in."""

    code: str
    label: str
    count: int
    rows: tuple[int, ...] = ()

    @property
    def is_warning(self) -> bool:
        """Whether it should be looked at."""
        return self.code in WARNING


def outcome_lines(outcomes: Mapping[str, int]) -> list[Line]:
    """Return how the rows ended, in one order."""
    return [Line(code, str(label), outcomes[code]) for code, label in OUTCOMES if outcomes.get(code)]


def reason_lines(reasons: Mapping[str, int]) -> list[Line]:
    """Return why the rows ended so, the most frequent first."""
    lines = (Line(code, word_of(code), count) for code, count in reasons.items())
    return sorted(lines, key=lambda line: (-line.count, line.code))


def finding_lines(findings: Mapping[str, Any]) -> list[Line]:
    """Return what was found in rows, the most frequent first, with the numbers of the first ones."""
    lines = (Line(code, word_of(code), told["count"], tuple(told["rows"])) for code, told in findings.items())
    return sorted(lines, key=lambda line: (-line.count, line.code))


def report_context(report: Mapping[str, Any], city_name: str) -> dict[str, Any]:
    """Return what the template of a report is given."""
    error = report.get("error", "")
    refusal = find_error(error)
    return {
        "report": report,
        "city_name": city_name,
        "outcomes": outcome_lines(report.get("outcomes", {})),
        "reasons": reason_lines(report.get("reasons", {})),
        "findings": finding_lines(report.get("findings", {})),
        "error_meaning": str(refusal.title) if refusal else word_of(error),
    }
