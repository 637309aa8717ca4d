"""What is left after the losses loses nothing more."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, example, given, settings

from catalog.content import Fee, MaterialNeed, ServiceContent, Text
from catalog.exports.losses import without
from catalog.exports.word_losses import WORD_LOSSES
from tests.catalog.exports.generated import make_record, records

ESCAPED_TWICE = make_record(
    ServiceContent(title=Text("住房公积金提取"), fees=(Fee(name=Text("&amplt;\u00ba"), amount_fen=1),))
)
BRACKET_BEFORE_BAR = make_record(
    ServiceContent(title=Text("住房公积金提取"), materials=(MaterialNeed(name=Text("<|", "a <<|b|c"), form="&lt;|x"),))
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records)
@example(ESCAPED_TWICE)
@example(BRACKET_BEFORE_BAR)
def test_taken_twice_the_losses_are_the_same(record):
    once = without(record, WORD_LOSSES)
    assume(once.content.title.zh_hans)
    assert without(once, WORD_LOSSES) == once
