"""The title decides whether a row is a service at all, and whether it is this city's."""

from __future__ import annotations

import re
from typing import Final

from catalog.intake.rules.facts import CityFacts
from catalog.intake.rules.registry import Disposition, Found, Severity, define_rule, found
from catalog.intake.rules.shapes import narrow
from catalog.intake.rules.words import is_placeholder

EMPTY = define_rule(
    "title.empty",
    Severity.ERROR,
    zh="没有事项名称，无法收录。",
    en="The row has no title and cannot be taken in.",
    disposition=Disposition.REJECT,
)
TEST_ROW = define_rule(
    "row.test",
    Severity.ERROR,
    zh="测试或占位数据，不收录。",
    en="A test or placeholder row is not taken in.",
    disposition=Disposition.REJECT,
)
NEWS = define_rule(
    "row.news",
    Severity.ERROR,
    zh="疑似把新闻或通知当作事项发布，须人工核对。",
    en="This looks like news or a notice posted as a service; a person must look.",
)
OTHER_CITY = define_rule(
    "title.other_city",
    Severity.ERROR,
    zh="事项名称写的是另一个城市，须人工核对。",
    en="The title names another city; a person must look.",
    standard="GB/T 2260",
)
NO_WORDS = define_rule(
    "title.no_words",
    Severity.ERROR,
    zh="事项名称不是文字，不收录。",
    en="The title holds no words and is not taken in.",
    disposition=Disposition.REJECT,
)
TIDIED = define_rule(
    "title.tidied",
    Severity.INFO,
    zh="事项名称中多余的空白已去除。",
    en="Superfluous blanks in the title are taken out.",
)

_TEST: Final = re.compile(
    r"^(?:【?测试】?(?:数据|事项|用|专用|勿删|勿动|一下|[\d\s_\-:：]|$)|test(?:ing|[\d\s_\-]|$)|demo[\d\s_\-]*$|.*(?:请勿(?:删除|办理|点击)|勿删|测试(?:数据|事项)|仅供测试))",
    re.IGNORECASE,
)
_NEWS: Final = re.compile(
    r"^.{0,40}(?:(?:召开|举行|举办).{0,30}(?:会议|大会|推进会|座谈会|仪式|培训班|讲座|比赛|论坛|活动)$|莅临|调研指导"
    r"|圆满(?:完成|结束|成功|落幕)|(?:成功|顺利|隆重)(?:召开|举行|举办)|(?:市|区|县|局)领导.{0,10}(?:调研|视察|慰问))"
    r"|^关于.{2,60}的(?:通知|公告|通报|公示|函|决定)$|^.{0,8}\d{4}年.{2,50}(?:公示|公告|通知|通报|简报)$|^【?(?:新闻|要闻|快讯|图解|转发|转载)】?[:：|]"
    # A day in front, or the number of an issue: a matter has neither.
    r"|^[\[(【]?(?:\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?|\d{1,2}月\d{1,2}日)[\])】]?.+|^.{2,30}第[\d一二三四五六七八九十百]+期[)）]?$"
    r"|^.{2,60}(?:会议纪要|工作简报|工作动态|新闻发布会|招聘公告|采购公告|中标公告|成交公告|拍卖公告|中标公示|拟录用公示|放假通知|停水通知|停电通知)$"
)
# A matter names the act asked for; such a title is never news, whatever else it mentions.
_ACT: Final = re.compile(r"(?:许可|审批|备案|登记|核准|确认|证明|核发|注册|审核|年检|变更|补贴)(?:[(（].*[)）])?$")
_WORD: Final = re.compile(r"[\u4e00-\u9fffA-Za-z]")


def check_title(title: str, facts: CityFacts, findings: list[Found]) -> str:
    """Return the tidied title; findings of severity error say why the row is not taken in."""
    tidy = re.sub(r"\s+", " ", title).strip() if re.search(r"\s", title) else title
    tidy = re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", tidy)
    if not tidy:
        findings.append(found(EMPTY, "title", title))
        return ""
    if tidy != title:
        findings.append(found(TIDIED, "title", title, tidy))
    plain = narrow(tidy)
    if is_placeholder(plain) or _TEST.match(plain):
        findings.append(found(TEST_ROW, "title", title))
    elif not _WORD.search(plain):
        findings.append(found(NO_WORDS, "title", title))
    elif _NEWS.match(plain) and not _ACT.search(plain):
        findings.append(found(NEWS, "title", title))
    elif facts.other_cities is not None and (other := facts.other_cities.search(plain)):
        findings.append(found(OTHER_CITY, "title", f"{other[0]}: {title}"))
    return tidy
