"""The rules a row of an old catalogue is read by: pure functions from text to value, each deviation a named finding."""

from catalog.intake.rules.registry import (
    Disposition,
    Found,
    Rule,
    Severity,
    all_rules,
    define_rule,
    rule,
    ruleset_digest,
)

__all__ = ["Disposition", "Found", "Rule", "Severity", "all_rules", "define_rule", "rule", "ruleset_digest"]
