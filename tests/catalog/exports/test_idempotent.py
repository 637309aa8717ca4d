"""What is left after the losses loses nothing more."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, example, given, settings

from catalog.content import Fee, ServiceContent, Text
from catalog.exports.losses import without
from catalog.exports.word_losses import WORD_LOSSES
from tests.catalog.exports.generated import make_record, records

ESCAPED_TWICE = make_record(
    ServiceContent(title=Text("住房公积金提取"), fees=(Fee(name=Text("&amplt;\u00ba"), amount_fen=1),))
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records)
@example(ESCAPED_TWICE)
def test_taken_twice_the_losses_are_the_same(record):
    once = without(record, WORD_LOSSES)
    assume(once.content.title.zh_hans)
    assert without(once, WORD_LOSSES) == once
