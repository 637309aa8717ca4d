"""What a person in the queue is shown first, and why."""

from __future__ import annotations

import random

import pytest

from catalog.intake.matching import Bearing, Matter, MatterIndex, Reason, RowFacts, candidates
from tests.catalog.intake.matching.directory import index, matters


def shown(facts: RowFacts | str, limit: int = 5) -> list[str]:
    """Return the names of the candidates."""
    row = facts if isinstance(facts, RowFacts) else RowFacts(facts)
    return [each.matter.name for each in candidates(row, index(), limit)]


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("补领结婚证", "补领结婚登记证"),
        ("公租房申请", "公共租赁住房申请"),
        ("济南市电动车上牌照", "电动自行车登记上牌"),
        ("《出生医学证明》首次签发", "出生医学证明签发（首次签发）"),
        ("烟草专卖零售许可证新办", "烟草专卖零售许可证核发"),
        ("单位办理公积金缴存登记", "单位住房公积金缴存登记"),
    ],
)
def test_the_likest_matter_comes_first(title: str, first: str) -> None:
    assert shown(title)[0] == first


def test_what_differs_in_a_telling_word_is_shown_with_that_reason() -> None:
    best = candidates(RowFacts("食品经营许可变更"), index())[0]
    assert best.matter.name == "食品经营许可"
    assert best.contradicted
    assert best.reasons == (Reason("name", "食品经营许可"), Reason("more", "act"))


def test_agency_type_audience_and_law_are_reasons() -> None:
    facts = RowFacts("养老机构设立备案", "济南市公安局", "01", "person", "《养老机构管理办法》第九条")
    best = candidates(facts, index())[0]
    assert best.matter.name == "养老机构备案"
    assert {each.code for each in best.reasons if each.bearing is Bearing.AGAINST} == {
        "other_department",
        "other_type",
        "other_audience",
    }


def test_the_matter_of_the_own_basic_code_comes_before_all_others() -> None:
    facts = RowFacts("养老机构设立备案", basic_code="000131320001")
    assert shown(facts)[:2] == ["食品经营许可", "养老机构备案"]


def test_reasons_are_told_in_both_languages() -> None:
    reason = Reason("less", "ground")
    assert reason.describe("en") == "The source does not say the ground"
    assert reason.describe("zh-hans") == "来源未说明办理事由"
    assert str(reason) == "?less ground"


def test_the_limit_holds_and_order_is_by_score() -> None:
    found = candidates(RowFacts("住房公积金提取"), index(), 3)
    assert len(found) == 3
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


@pytest.mark.parametrize("title", ["", "   ", "——", "办理", "🦆", "\x00"])
def test_a_title_that_says_nothing_has_no_candidates(title: str) -> None:
    assert shown(title) == []


def test_an_empty_directory_has_no_candidates() -> None:
    assert candidates(RowFacts("食品经营许可"), MatterIndex([], [])) == []


def test_the_order_of_the_directory_does_not_matter() -> None:
    turned = list(matters())
    random.Random(7).shuffle(turned)
    other = MatterIndex(turned, ["济南市"])
    usual = MatterIndex(matters(), ["济南市"])
    for title in ("住房公积金提取", "不动产登记", "补办证件", "医保报销", "许可"):
        assert candidates(RowFacts(title), other) == candidates(RowFacts(title), usual)


def test_a_matter_added_later_is_found() -> None:
    grown = MatterIndex(matters(), [])
    assert candidates(RowFacts("古树名木认养"), grown) == []
    added = Matter(matters()[0].id, "L00000000001", "古树名木认养")
    grown.add(added)
    assert candidates(RowFacts("古树名木认养申请"), grown)[0].matter == added
