"""What a title tells of its row."""

import pytest

from catalog.intake.rules.facts import CityFacts, other_cities_pattern
from catalog.intake.rules.titles import check_title

FACTS = CityFacts(
    slug="jinan",
    name="济南市",
    region_code="370100000000",
    other_cities=other_cities_pattern(["济南市", "青岛市", "泰安市"], "济南市"),
)


@pytest.mark.parametrize(
    ("title", "tidy", "rule"),
    [
        ("住房公积金提取", "住房公积金提取", None),
        ("济南市住房公积金提取", "济南市住房公积金提取", None),
        ("普通话水平测试报名", "普通话水平测试报名", None),
        ("无犯罪记录证明", "无犯罪记录证明", None),
        ("举办健身气功活动审批", "举办健身气功活动审批", None),
        ("举行集会游行示威许可", "举行集会游行示威许可", None),
        ("住房 公积金  提取", "住房公积金提取", "title.tidied"),
        ("", "", "title.empty"),
        ("   ", "", "title.empty"),
        ("测试", "测试", "row.test"),
        ("测试事项勿删", "测试事项勿删", "row.test"),
        ("test01", "test01", "row.test"),
        ("undefined", "undefined", "row.test"),
        ("null", "null", "row.test"),
        ("sssss", "sssss", "row.test"),
        ("12345", "12345", "title.no_words"),
        ("关于2023年国庆节放假的通知", "关于2023年国庆节放假的通知", "row.news"),
        ("我市召开优化营商环境推进会议", "我市召开优化营商环境推进会议", "row.news"),
        ("2023年3月5日我市举办招聘会", "2023年3月5日我市举办招聘会", "row.news"),
        ("[2021-03-05] 优化营商环境", "[2021-03-05] 优化营商环境", "row.news"),
        ("3月5日学雷锋", "3月5日学雷锋", "row.news"),
        ("政务服务简报第12期", "政务服务简报第12期", "row.news"),
        ("局长办公会议纪要", "局长办公会议纪要", "row.news"),
        ("2023年度工程采购公告", "2023年度工程采购公告", "row.news"),
        ("2021年以前参加工作人员工龄认定", "2021年以前参加工作人员工龄认定", None),
        ("第二类医疗器械经营备案", "第二类医疗器械经营备案", None),
        ("青岛市住房公积金提取", "青岛市住房公积金提取", "title.other_city"),
        ("青岛公积金提取", "青岛公积金提取", "title.other_city"),
    ],
)
def test_each_kind_of_title(title: str, tidy: str, rule: str | None) -> None:
    findings: list = []
    assert check_title(title, FACTS, findings) == tidy
    assert [each.rule.id for each in findings] == ([rule] if rule else [])
