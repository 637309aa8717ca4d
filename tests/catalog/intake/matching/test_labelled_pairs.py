"""Precision and recall on the labelled pairs: the thresholds were chosen on the tuning half, the promise is for all."""

from __future__ import annotations

from collections import Counter

import pytest

from catalog.intake.matching import match_row
from catalog.intake.rules.check import CheckedRow
from tests.catalog.intake.matching.directory import index, matters
from tests.catalog.intake.matching.labelled_pairs import Pair, judge, pairs

PRECISION, RECALL = 0.99, 0.90


def chosen(pair: Pair) -> str:
    """Return the basic code that the intake decides for by itself, without any code in the row."""
    facts = pair.facts
    fields = {"title": facts.title, "agency_name": facts.agency, "legal_basis": facts.legal_basis}
    row = CheckedRow(fields, [], title=facts.title, item_type=facts.item_type, audience=facts.audience)
    matter = match_row(row, index())
    return matter.code if matter else ""


def test_the_set_is_large_and_its_labels_are_of_the_directory() -> None:
    known = {matter.code for matter in matters()}
    assert len(pairs()) >= 3000
    assert {pair.code for pair in pairs()} - {""} <= known
    assert {pair.half for pair in pairs()} == {"tuning", "held-out"}
    with_matter = Counter(bool(pair.code) for pair in pairs())
    assert with_matter[True] > 1400
    assert with_matter[False] > 1400
    told: dict[tuple[str, str, str], set[str]] = {}
    for pair in pairs():
        told.setdefault((pair.facts.title, pair.facts.agency, pair.facts.legal_basis), set()).add(pair.code)
    assert [key for key, codes in told.items() if len(codes) > 1] == []


@pytest.mark.parametrize("half", ["held-out", "all"])
def test_precision_and_recall_are_as_promised(half: str, capsys: pytest.CaptureFixture[str]) -> None:
    results = [(pair, chosen(pair)) for pair in pairs() if half in (pair.half, "all")]
    whole = judge(results, lambda pair: half)[half]
    with capsys.disabled():
        print()
        for group, tally in sorted(judge(results, lambda pair: pair.group).items()):
            print(f"{half:9} {group:9} {tally}")
        print(f"{half:9} {'':9} {whole}")
    assert whole.precision >= PRECISION, [(pair.facts.title, code) for pair, code in whole.faults if code]
    assert whole.recall >= RECALL
