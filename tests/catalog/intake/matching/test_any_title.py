"""Whatever a title says: no failure, the same answer each time, and none that hangs on the directory's order."""

from __future__ import annotations

import random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from catalog.intake.matching import MatterIndex, RowFacts, candidates
from catalog.intake.matching.choosing import by_score
from catalog.intake.matching.words import read_name, table
from tests.catalog.intake.matching.directory import index, matters

WORDS = sorted({*table().kinds, *table().same, *(matter.name for matter in matters())})
SIGNS = [" ", "（", "）", "/", "、", "《", "》", "\x00", "\u200b", "A1", "１", "𠮷", "é"]
titles = st.lists(st.sampled_from(WORDS) | st.sampled_from(SIGNS), max_size=6).map("".join) | st.text(max_size=40)
facts = st.builds(
    RowFacts,
    title=titles,
    agency=st.sampled_from(["", "济南市民政局", "区公安分局", "某某中心"]) | st.text(max_size=10),
    item_type=st.sampled_from(["", "01", "07", "20", "99"]),
    audience=st.sampled_from(["", "person", "enterprise", "both"]),
    legal_basis=st.sampled_from(["", "《公司法》第三条", "《》《", "《养老机构管理办法》（2020年修订）"]),
)


def shuffled(seed: int) -> MatterIndex:
    """Return the same directory, read in another order."""
    turned = list(matters())
    random.Random(seed).shuffle(turned)
    return MatterIndex(turned, ["济南市", "淄博市"])


USUAL, OTHERS = MatterIndex(matters(), ["淄博市", "济南市"]), [shuffled(seed) for seed in (1, 2)]


@settings(max_examples=300, deadline=None)
@given(facts)
@example(RowFacts(title="个人住房公积金账户设立"))
def test_any_row_has_one_answer_in_whatever_order_the_directory_came(row: RowFacts) -> None:
    found, chosen = candidates(row, USUAL), by_score(row, USUAL)
    assert candidates(row, USUAL) == found
    for other in OTHERS:
        assert candidates(row, other) == found
        assert by_score(row, other) == chosen
    assert all(0 <= each.score <= 100 for each in found)
    if chosen is not None:
        assert not chosen[0].contradicted
        assert chosen[0] in candidates(row, USUAL, limit=100)


@settings(max_examples=200, deadline=None)
@given(titles)
def test_signs_and_blanks_between_words_never_change_what_a_name_says(title: str) -> None:
    once = read_name(title)
    assert read_name(f" {title}。") == once
    assert read_name(title) == once


@settings(max_examples=50, deadline=None)
@given(facts)
def test_an_empty_directory_has_nothing_for_anybody(row: RowFacts) -> None:
    empty = MatterIndex([], ["济南市"])
    assert candidates(row, empty) == []
    assert by_score(row, empty) is None


def test_every_matter_of_the_directory_finds_itself_first() -> None:
    for matter in matters():
        best = candidates(RowFacts(matter.name), index(), 1)[0]
        assert (best.matter, best.score, best.contradicted) == (matter, 100.0, False), matter.name
