"""Precision and recall on the labelled pairs: the thresholds were chosen on the tuning half, the promise is for all."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from catalog.intake.matching import match_row
from catalog.intake.rules.check import CheckedRow
from tests.catalog.intake.matching.directory import index, matters
from tests.catalog.intake.matching.labelled_pairs import Pair, judge, pairs

PRECISION, RECALL = 0.99, 0.90


@cache
def chosen() -> tuple[tuple[Pair, str, str], ...]:
    """Return each pair with what the intake decides by itself, without any code in the row, and by which rule."""
    return tuple((pair, *_decide(pair)) for pair in pairs())


def _decide(pair: Pair) -> tuple[str, str]:
    facts = pair.facts
    fields = {"title": facts.title, "agency_name": facts.agency, "legal_basis": facts.legal_basis}
    row = CheckedRow(fields, [], title=facts.title, item_type=facts.item_type, audience=facts.audience)
    matter = match_row(row, index())
    return matter.code if matter else "", row.findings[0].rule.id if row.findings else ""


def test_the_set_is_large_and_its_labels_are_of_the_directory() -> None:
    known = {matter.code for matter in matters()}
    assert {pair.code for pair in pairs()} - {""} <= known
    halves = Counter((pair.half, bool(pair.code)) for pair in pairs())
    assert set(halves) == {(half, with_matter) for half in ("tuning", "held-out") for with_matter in (True, False)}
    assert min(halves.values()) > 750
    told: dict[tuple[str, str, str], set[str]] = {}
    for pair in pairs():
        told.setdefault((pair.facts.title, pair.facts.agency, pair.facts.legal_basis), set()).add(pair.code)
    assert [key for key, codes in told.items() if len(codes) > 1] == []


@pytest.mark.parametrize("half", ["tuning", "held-out", "all"])
def test_precision_and_recall_are_as_promised(half: str, capsys: pytest.CaptureFixture[str]) -> None:
    results = [(pair, code) for pair, code, _rule in chosen() if half in (pair.half, "all")]
    whole = judge(results, lambda pair: half)[half]
    with capsys.disabled():
        print()
        for group, tally in sorted(judge(results, lambda pair: pair.group).items()):
            print(f"{half:9} {group:9} {tally}")
        print(f"{half:9} {'':9} {whole}")
    assert whole.precision >= PRECISION, [(pair.facts.title, code) for pair, code in whole.faults if code]
    assert whole.recall >= RECALL


def test_what_is_matched_by_score_alone_is_as_precise(capsys: pytest.CaptureFixture[str]) -> None:
    scored = [(pair, code) for pair, code, rule in chosen() if rule == "match.by_score"]
    whole = judge(scored, lambda pair: "")[""]
    with capsys.disabled():
        print(f"\nby score  {whole.right} right, {whole.wrong} wrong: precision {whole.precision:.4f}")
    assert whole.right > 800
    assert whole.precision >= PRECISION
