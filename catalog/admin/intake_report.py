"""The report of a run in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.admin.intake_reasons import GRAVITY, SEVERITY_TONES, SEVERITY_WORDS
from catalog.intake.rules import Severity
from catalog.intake.rules.registry import find_rule
from catalog.models import Outcome
from services_portal.kernel.text import current_language

TONES = {
    "created": "success",
    "updated": "success",
    "unchanged": "",
    "queued": "warning",
    "rejected": "danger",
    "retired": "",
}


@dataclass(frozen=True)
class OutcomeLine:
    """How many rows ended in one way."""

    code: str
    label: Any
    count: int
    tone: str


@dataclass(frozen=True)
class RuleLine:
    """One rule that bit: how often, what it means, and the first examples."""

    rule: str
    severity: Severity
    meaning: str
    standard: str
    count: int
    examples: tuple[Mapping[str, Any], ...]

    @property
    def tone(self) -> str:
        """The look of its mark."""
        return SEVERITY_TONES[self.severity]

    @property
    def mark(self) -> Any:
        """How grave it is, in a word."""
        return SEVERITY_WORDS[self.severity]


def outcome_lines(outcomes: Mapping[str, int]) -> list[OutcomeLine]:
    """Return the outcomes in the order of the work, those that no row had left out."""
    return [
        OutcomeLine(each.value, each.label, outcomes[each.value], TONES[each.value])
        for each in Outcome
        if outcomes.get(each.value)
    ]


def rule_lines(findings: Mapping[str, int], examples: Mapping[str, Any]) -> list[RuleLine]:
    """Return the findings, the gravest first, then the most frequent."""
    language = current_language()
    lines = []
    for identifier, count in findings.items():
        rule = find_rule(identifier)
        lines.append(
            RuleLine(
                rule=identifier,
                severity=rule.severity if rule else Severity.WARNING,
                meaning=rule.describe(language) if rule else "",
                standard=rule.standard if rule else "",
                count=count,
                examples=tuple(examples.get(identifier, ())),
            )
        )
    return sorted(lines, key=lambda line: (GRAVITY[line.severity], -line.count, line.rule))
