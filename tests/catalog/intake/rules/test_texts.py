"""Texts are harmless when they leave the rules."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.intake.rules.texts import clean_texts


@pytest.mark.parametrize(
    ("text", "clean", "rule"),
    [
        ("年龄在16周岁以上", "年龄在16周岁以上", None),
        ("收入<2000元且人数>3", "收入<2000元且人数>3", None),
        ("A&B公司", "A&B公司", None),
        ("<p>一、申请</p><p>二、受理</p>", "一、申请\n二、受理", "text.markup"),
        ("<ul><li>身份证</li><li>申请表</li></ul>", "• 身份证\n• 申请表", "text.markup"),
        ("<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>", "甲 乙\n丙", "text.markup"),
        (
            '见<a href="https://a.example.cn/?x=1&amp;y=2" target=_blank>指南</a>。',
            "见指南 (https://a.example.cn/?x=1&y=2)。",
            "text.markup",
        ),
        ('<a href="https://a.example.cn">https://a.example.cn</a>', "https://a.example.cn", "text.markup"),
        ('<a href="http://10.1.2.3/x">内网</a>', "内网", "text.markup"),
        ('<a href="file:///C:/x.doc">表格</a>', "表格", "text.markup"),
        ('<a href="javascript:alert(1)">点我</a>', "点我", "text.script"),
        ("甲&nbsp;乙", "甲 乙", "text.markup"),
        ("甲<script>alert(1)</script>乙", "甲乙", "text.script"),
        ('甲<img src=x onerror="alert(1)">', "甲", "text.script"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;甲", "甲", "text.markup"),
        ("甲<&lt;/>b>乙", "甲乙", "text.markup"),
        ("甲&amp;amp;amp;amp;amp;lt;b&gt;乙", "甲amp;lt;b>乙", "text.markup"),
        ('=HYPERLINK("http://x.example","点我")', '=HYPERLINK("http://x.example","点我")', "text.formula"),
        ("=cmd|'/C calc'!A0", "=cmd|'/C calc'!A0", "text.formula"),
        ("@SUM(1+1)", "@SUM(1+1)", "text.formula"),
        ("- 本市户籍", "- 本市户籍", None),
        ("+86 531 66601234", "+86 531 66601234", None),
        ("甲\x00乙\u200b丙", "甲乙丙", "text.control"),
        ("甲\ufffd乙", "甲\ufffd乙", "text.mojibake"),
        ("长" * 20_001, "长" * 20_001, "text.too_long"),
        ("  两端空白  ", "两端空白", None),
    ],
)
def test_each_kind_of_text(text: str, clean: str, rule: str | None) -> None:
    fields, findings = clean_texts({"summary": text, "title": "甲"})
    assert (fields["summary"], [each.rule.id for each in findings]) == (clean, [rule] if rule else [])


@given(
    st.lists(
        st.sampled_from(["<", ">", "script", "/", "&lt;", "&gt;", "&amp;", "b", "甲", " ", "=", "onload=", "\x00"]),
        max_size=30,
    )
)
def test_no_tag_survives_however_it_is_put_together(parts: list[str]) -> None:
    fields, _ = clean_texts({"summary": "".join(parts)})
    # A sign followed by a blank opens no tag (HTML, "tag open state"): "< b >" is text, "</ b>" is not.
    assert not re.search(r"<(?:/\s*)?(?:script|b)\b[^<]*>", fields["summary"]), fields["summary"]
    assert "\x00" not in fields["summary"]
