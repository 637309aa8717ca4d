"""Every rule by its id: what it says in both languages, how grave it is, which standard it rests on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from services_portal.kernel.text import Language

RULE_SHAPE: Final = re.compile(r"^[a-z]+\.[a-z][a-z0-9_]*$")
# Raise it when a parser reads the same text differently: rows judged before are then judged anew.
RULESET: Final = "4"
EVIDENCE_LIMIT: Final = 300


class Severity(StrEnum):
    """How grave a finding is. Only an error keeps a row from being published."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Disposition(StrEnum):
    """What becomes of the row, or of the whole run."""

    PUBLISH = "publish"
    QUEUE = "queue"
    REJECT = "reject"
    FAIL = "fail"
    RETRY = "retry"
    HOLD = "hold"


@dataclass(frozen=True)
class Rule:
    """One thing that may be found. ``disposition`` other than publish goes with severity error only."""

    id: str
    severity: Severity
    disposition: Disposition
    zh: str
    en: str
    standard: str = ""

    def describe(self, language: Language) -> str:
        """Return the sentence for people."""
        return self.en if language == "en" else self.zh


class Found(NamedTuple):
    """A rule that bit: in which field, on what text.

    ``repair`` is what the text was mended to, where the evidence makes that certain; ``proposal`` what it may have to
    be, for a person to decide, where it is likely and no more. Of the two at most one is given. ``cause`` is what rows
    have alike that wait for this rule (``catalog.intake.queue.causes``); only what keeps its row waiting has one.
    """

    rule: Rule
    field: str
    evidence: str
    repair: str
    proposal: str = ""
    cause: str = ""


_RULES: dict[str, Rule] = {}


def define_rule(
    identifier: str,
    severity: Severity,
    *,
    zh: str,
    en: str,
    standard: str = "",
    disposition: Disposition | None = None,
) -> Rule:
    """Register a rule. Errors queue the row unless told otherwise. Raises ValueError on a bad or taken definition."""
    if not RULE_SHAPE.match(identifier):
        raise ValueError(f"rule id {identifier!r} is not of the form group.name")
    if identifier in _RULES:
        raise ValueError(f"rule {identifier!r} is defined twice")
    if disposition is None:
        disposition = Disposition.QUEUE if severity is Severity.ERROR else Disposition.PUBLISH
    if (severity is Severity.ERROR) == (disposition is Disposition.PUBLISH):
        raise ValueError(f"rule {identifier!r}: an error stops the row, anything less does not")
    _RULES[identifier] = Rule(identifier, severity, disposition, zh, en, standard)
    return _RULES[identifier]


def rule(identifier: str) -> Rule:
    """Return the rule. Raises KeyError."""
    return _RULES[identifier]


def find_rule(identifier: str) -> Rule | None:
    """Return the rule, or None."""
    return _RULES.get(identifier)


def all_rules() -> Iterator[Rule]:
    """Yield every rule in alphabetical order of id."""
    return iter(sorted(_RULES.values(), key=lambda each: each.id))


def ruleset_digest() -> str:
    """Return a short digest that changes when the rules do, so that rows judged by other rules are judged anew."""
    told = "\n".join(f"{each.id} {each.severity} {each.disposition}" for each in all_rules())
    return hashlib.blake2b(f"{RULESET}\n{told}".encode(), digest_size=8).hexdigest()


def found(which: Rule, field: str, evidence: str, repair: str = "", proposal: str = "") -> Found:
    """Make a finding; long evidence is cut, for it is shown, not used."""
    return Found(which, field, evidence[:EVIDENCE_LIMIT], repair[:EVIDENCE_LIMIT], proposal[:EVIDENCE_LIMIT])
