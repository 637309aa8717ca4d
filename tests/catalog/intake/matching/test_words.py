"""The table of telling words: sound in itself, and read as it is meant."""

from __future__ import annotations

import pytest

from catalog.intake.matching.departments import kinds_of
from catalog.intake.matching.reasons import Reason
from catalog.intake.matching.weighing import laws_in
from catalog.intake.matching.words import read_name, table


def said(name: str) -> set[str]:
    """Return the telling words of a name as group=value."""
    return {f"{group}={value}" for group, value in read_name(name).said}


def test_every_group_has_both_names_and_its_reason() -> None:
    for group in table().groups.values():
        assert group.zh and group.en and len(group.why) > 30, group.id
        for code in ("other", "more", "less"):
            assert group.en in Reason(code, group.id).describe("en")
            assert group.zh in Reason(code, group.id).describe("zh-hans")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("食品经营许可注销", {"act=cancel", "object=food", "business=trade"}),
        ("社会保障卡补领、换领", {"act=reissue", "act=renew"}),
        ("社保卡补换领", {"act=reissue", "act=renew"}),
        ("分公司变更登记", {"act=change", "subject=branch", "instrument=registration"}),
        ("不动产更正登记", {"act=correct", "instrument=registration"}),
        ("临时居民身份证办理", {"scope=temporary"}),
        ("低压非居民新装、增容用电", {"grade=low_voltage", "object=power"}),
        ("无犯罪记录证明", {"negation=without", "instrument=proof"}),
        ("困难重度残疾人家庭无障碍改造", {"grade=severe", "object=disabled"}),
    ],
)
def test_telling_words_are_found_longest_first(name: str, words: set[str]) -> None:
    assert said(name) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("公租房", "公共租赁住房"),
        ("结婚证补领", "补领结婚登记证"),
        ("《出生医学证明》首次签发", "出生医学证明（首次签发）"),
        ("ＡＢ证办理", "ab证"),
    ],
)
def test_spellings_of_one_thing_read_the_same(one: str, other: str) -> None:
    mine, theirs = read_name(one), read_name(other)
    assert (mine.content, mine.said) == (theirs.content, theirs.said)


def test_an_agency_is_known_by_its_work_and_an_approval_bureau_by_none() -> None:
    assert kinds_of("济南市历下区人社局") == {"human_resources"}
    assert kinds_of("济南市水务集团有限公司") == {"water_resources", "water_utility"}
    assert kinds_of("济南市行政审批服务局") == frozenset()
    assert kinds_of("城市大脑运营中心") == frozenset()


def test_an_act_is_the_same_in_each_of_its_versions() -> None:
    cited = laws_in("《中华人民共和国公司法》（2023年修订）第三条；《市场主体登记管理条例(2021)》")
    assert cited == {"公司法", "市场主体登记管理条例"}
