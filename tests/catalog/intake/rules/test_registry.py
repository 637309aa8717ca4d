"""The registry of rules."""

import re

import pytest

import catalog.intake.agencies
import catalog.intake.matching  # noqa: F401 -- both declare rules
from catalog.intake.rules import Severity, all_rules, define_rule, ruleset_digest


def test_every_rule_speaks_both_languages_and_ends_its_sentence() -> None:
    rules = list(all_rules())
    assert len(rules) > 40
    assert [rule.id for rule in rules if not re.search(r"[\u4e00-\u9fff].*。$", rule.zh)] == []
    assert [
        rule.id for rule in rules if not re.fullmatch(r"[A-Z][^\u4e00-\u9fff。]*\.|.*[\u4e00-\u9fff/].*\.", rule.en)
    ] == []


@pytest.mark.parametrize(
    ("identifier", "severity", "disposition", "message"),
    [
        ("days", Severity.INFO, None, "group.name"),
        ("title.empty", Severity.ERROR, None, "twice"),
        ("x.published_error", Severity.ERROR, "publish", "error stops"),
        ("x.queued_info", Severity.INFO, "queue", "error stops"),
    ],
)
def test_a_bad_definition_is_refused(identifier: str, severity: Severity, disposition: str, message: str) -> None:
    from catalog.intake.rules import Disposition

    with pytest.raises(ValueError, match=message):
        define_rule(
            identifier, severity, zh="甲。", en="A.", disposition=Disposition(disposition) if disposition else None
        )


def test_the_digest_names_the_present_rules() -> None:
    before = ruleset_digest()
    assert before == ruleset_digest()
    assert re.fullmatch(r"[0-9a-f]{16}", before)
