"""What the intake decides by itself, what it leaves to a person, and what it writes down of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalog.intake.matching import Matter, MatterIndex, match_row
from catalog.intake.rules.check import CheckedRow
from catalog.intake.rules.registry import Severity, rule
from tests.catalog.intake.matching.directory import index, matters

HOME = next(matter for matter in matters() if matter.name == "养老机构备案")


def row(title: str, **values: str) -> CheckedRow:
    """Return a row as the rules have read it."""
    typed = {name: values.pop(name, "") for name in ("item_type", "audience", "basic_code")}
    return CheckedRow({"title": title, **values}, [], title=title, **typed)


def name_of(matter: Matter | None) -> str:
    """Return the matter's name, or ""."""
    return matter.name if matter else ""


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("养老机构设立备案", "养老机构备案"),
        ("补办结婚登记证", "补领结婚登记证"),
        ("《出生医学证明》首次签发", "出生医学证明签发（首次签发）"),
        ("公租房申请办理", "公共租赁住房申请"),
        ("购房提取公积金办理", "住房公积金提取（购买自住住房）"),
        ("淄博市个体工商户变更登记（备案）", "个体工商户变更登记"),
        ("社保卡补换领", "社会保障卡补领、换领"),
        ("残疾人证补办", "残疾人证换领、补办"),
    ],
)
def test_a_name_written_otherwise_is_matched(title: str, name: str) -> None:
    assert name_of(match_row(row(title), index())) == name


@pytest.mark.parametrize(
    "title",
    [
        # stages of one licence
        "食品经营许可变更",
        "食品经营许可注销",
        "食品经营许可延续",
        "食品经营许可补办",
        "烟草专卖零售许可证歇业",
        # registration of property
        "国有建设用地使用权及房屋所有权转移登记",
        "不动产抵押权变更登记",
        "不动产注销登记",
        # groups of insured people
        "城乡居民基本养老保险关系转移接续",
        "机关事业单位社会保险登记",
        "灵活就业人员基本医疗保险参保登记",
        # whose it is
        "股份有限公司设立登记",
        "个人独资企业设立登记",
        "外商投资合伙企业设立登记",
        "外资娱乐场所设立审批",
        # grades and classes
        "第三类医疗器械经营备案",
        "高压非居民新装、增容用电",
        # in, out, and elsewhere
        "住房公积金提取",
        "住房公积金提取（大病）",
        "个人住房公积金账户转移",
        "居住证补领",
        "居住证换领",
        # negation and scope
        "犯罪记录证明开具",
        "设置非大型户外广告设施审批",
        "异地养老机构备案",
        # another act upon the same thing
        "养老机构备案查询",
        "结婚登记预约",
        "就业见习申请",
    ],
)
def test_a_name_that_differs_in_one_telling_word_waits(title: str) -> None:
    checked = row(title)
    assert match_row(checked, index()) is None
    assert checked.findings == []


@pytest.mark.parametrize(
    ("title", "agency", "name"),
    [
        # what the audience or the department says already
        ("用人单位劳动用工备案", "", "劳动用工备案"),
        ("医保异地就医备案", "济南市医疗保障局", "异地就医备案"),
        # words left away, where nothing else comes near
        ("存量房买卖转移登记", "", "不动产转移登记（存量房买卖）"),
    ],
)
def test_what_goes_without_saying_may_be_said_or_left(title: str, agency: str, name: str) -> None:
    assert name_of(match_row(row(title, agency_name=agency), index())) == name


@pytest.mark.parametrize(
    "title",
    [
        # silence means the first stage, the thing itself, or any of several
        "独生子女父母光荣证办理",
        "就业见习单位认定",
        "普通护照签发",
        "户口注销",
        # a part of what is joined, and something besides
        "国有建设用地使用权首次登记",
        "残疾儿童康复救助结算",
        "婚前医学检查机构许可",
    ],
)
def test_silence_and_additions_wait(title: str) -> None:
    assert match_row(row(title), index()) is None


def test_the_finding_keeps_score_and_reasons() -> None:
    checked = row("养老机构设立备案", agency_name="济南市民政局", item_type="10")
    assert match_row(checked, index()) == HOME
    (finding,) = checked.findings
    assert finding.rule.id == "match.by_score"
    assert finding.rule.severity is Severity.WARNING
    assert finding.field == "title"
    assert finding.evidence.startswith("养老机构设立备案 = 100")
    assert finding.evidence.endswith("+name 养老机构备案 +department 济南市民政局 +type 10")
    assert finding.repair == f"{HOME.code} 养老机构备案"


@pytest.mark.parametrize(
    "against",
    [
        {"agency_name": "济南市公安局"},
        {"item_type": "01"},
        {"audience": "person"},
        {"legal_basis": "《消防法》第十五条"},
        {"basic_code": "370000000000"},
    ],
)
def test_one_fact_against_it_leaves_the_row_to_a_person(against: dict[str, str]) -> None:
    checked = row("养老机构设立备案", **against)
    assert match_row(checked, index()) is None
    assert "match.by_score" not in {each.rule.id for each in checked.findings}


def test_an_approval_bureau_takes_over_any_departments_matters() -> None:
    assert match_row(row("养老机构设立备案", agency_name="济南市行政审批服务局"), index()) == HOME


def test_a_city_that_adds_its_own_matters_is_not_matched_by_score() -> None:
    checked = row("养老机构设立备案")
    assert match_row(checked, index(), adopt=True) is None
    assert checked.findings == []


def test_a_row_that_waits_for_another_reason_is_not_matched_by_score() -> None:
    checked = row("养老机构设立备案")
    checked.add(rule("agency.unknown"), "agency_name", "城市大脑运营中心")
    assert match_row(checked, index()) is None


def test_two_matters_alike_leave_the_row_to_a_person() -> None:
    twin = replace(HOME, code="379911114001", name="养老机构的备案")
    both = MatterIndex([HOME, twin], [])
    assert match_row(row("养老机构设立备案"), both) is None
    assert match_row(row("养老机构设立备案"), MatterIndex([HOME], [])) == HOME


def test_the_code_comes_before_any_likeness() -> None:
    checked = row("养老机构设立备案", basic_code="000131320001")
    assert name_of(match_row(checked, index())) == "食品经营许可"


def test_names_and_synonyms_of_the_directory_are_folded_like_titles() -> None:
    small = Matter(HOME.id, "000131320009", "渔具店登记（县级）", ("渔具铺子登记（试行）",))
    known = MatterIndex([small], ["济南市"])
    for title in ("渔具店登记", "渔具店登记（县级）", "济南市渔具店登记", "渔具铺子登记", "渔具铺子登记(试行)"):
        assert match_row(row(title), known) == small, title


def test_matters_that_differ_in_brackets_alone_are_told_apart_and_else_waited_for() -> None:
    person = Matter(HOME.id, "000131320007", "渔具店登记（个人）")
    enterprise = Matter(HOME.id, "000131320008", "渔具店登记（企业）")
    known = MatterIndex([person, enterprise], [])
    assert match_row(row("渔具店登记(企业)"), known) == enterprise
    unclear = row("渔具店登记")
    assert match_row(unclear, known) is None
    assert [each.rule.id for each in unclear.findings] == ["match.ambiguous"]
    plain = Matter(HOME.id, "000131320006", "渔具店登记")
    assert match_row(row("渔具店登记"), MatterIndex([person, enterprise, plain], [])) == plain
