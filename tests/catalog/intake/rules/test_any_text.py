"""Whatever stands in a cell, the rules answer: values and findings, never an error of their own."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.intake.rules.check import check_row
from catalog.intake.rules.facts import CityFacts, other_cities_pattern
from catalog.intake.rules.places import places_of
from catalog.intake.rules.registry import Disposition
from cities.adapters.base import CATALOGUE_FIELDS

CITIES = [("济南市", "370100000000"), ("青岛市", "370200000000")]
FACTS = CityFacts(
    slug="jinan",
    name="济南市",
    region_code="370100000000",
    other_cities=other_cities_pattern([name for name, _code in CITIES], "济南市"),
    places=places_of(CITIES),
)
WORDS = st.sampled_from(
    [
        "济南市",
        "青岛市",
        "3702",
        "工作日",
        "元",
        "-",
        "2021",
        "/",
        "年",
        "月",
        "0531",
        "转",
        "<a href=",
        ">",
        "&lt;",
        "测试",
        "第",
        "期",
        "一",
        "十",
        "．",
        "１",
        "http://",
        "半",
        "(",
        "）",
        "·",
    ]
)
TEXTS = st.text(max_size=60) | st.lists(WORDS, max_size=12).map("".join)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(sorted(CATALOGUE_FIELDS)), TEXTS, max_size=12))
def test_any_row_gets_an_answer(fields: dict[str, str]) -> None:
    row = check_row(fields, FACTS)
    assert row.disposition in (Disposition.PUBLISH, Disposition.QUEUE, Disposition.REJECT)
    assert all(not (each.repair and each.proposal) for each in row.findings)
    # The same text is judged the same, whoever asked before.
    assert check_row(fields, FACTS).findings == row.findings
