"""Phones and links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.intake.rules.links import read_link
from catalog.intake.rules.phones import read_phone


@pytest.mark.parametrize(
    ("text", "number", "rule"),
    [
        ("", "", None),
        ("0531-12345", "0531-12345", None),
        ("12345", "12345", None),
        ("0531-66601234", "0531-66601234", None),
        ("053166601234", "0531-66601234", "phone.normalised"),
        ("（0531）66601234", "0531-66601234", "phone.normalised"),
        ("0531—66601234转802", "0531-66601234-802", "phone.normalised"),
        ("+86 531 66601234", "0531-66601234", "phone.normalised"),
        ("400 618 1234", "400-618-1234", "phone.normalised"),
        ("13800000000", "13800000000", None),
        ("电话：0531-66601234", "0531-66601234", "phone.normalised"),
        ("0531-66601234/66605678", "0531-66601234、66605678", "phone.normalised"),
        ("0531-66601234、无", "0531-66601234", "phone.partly"),
        ("0531-6660 1234", "0531-66601234", "phone.normalised"),
        ("0531-66601234 0531-66605678", "0531-66601234、0531-66605678", "phone.normalised"),
        ("66601234转8001", "66601234-8001", "phone.normalised"),
        ("０５３１－６６６０１２３４", "0531-66601234", "phone.normalised"),
        ("详见网站", "", "phone.unreadable"),
        ("0531-1", "", "phone.unreadable"),
    ],
)
def test_phones(text: str, number: str, rule: str | None) -> None:
    read, note = read_phone(text, "phone")
    assert (read, note.rule.id if note else None) == (number, rule)


DIGITS = st.text("0123456789-()（）转、/ +ext；:电话", max_size=40)


@given(DIGITS)
def test_a_number_made_uniform_stays_as_it_is(text: str) -> None:
    number, _note = read_phone(text, "phone")
    assert read_phone(number, "phone") == (number, None)


@given(st.text("htps:/.wexamplcn0123456789?=%：／．www", max_size=40))
def test_a_link_that_is_let_through_is_let_through_again(text: str) -> None:
    link, _note = read_link(text, "online_url")
    assert read_link(link, "online_url") == (link, None)


@pytest.mark.parametrize(
    ("text", "link", "rule"),
    [
        ("", "", None),
        ("https://zwfw.example.cn/a?b=1", "https://zwfw.example.cn/a?b=1", None),
        ("https：//zwfw.example.cn", "https://zwfw.example.cn", "link.mended"),
        ("www.example.cn/guide", "http://www.example.cn/guide", "link.mended"),
        ("file:///C:/Users/admin/Desktop/表.doc", "", "link.file"),
        (r"D:\资料\指南.doc", "", "link.file"),
        (r"\\fileserver\share", "", "link.file"),
        ("http://10.12.3.4/guide", "", "link.intranet"),
        ("http://192.168.1.9:8080/x", "", "link.intranet"),
        ("http://localhost/x", "", "link.intranet"),
        ("http://oa/guide", "", "link.intranet"),
        ("http://portal.intranet/guide", "", "link.intranet"),
        ("http://[::1]/x", "", "link.intranet"),
        ("javascript:alert(1)", "", "link.scheme"),
        ("ftp://files.example.cn/a", "", "link.scheme"),
        ("http://[bad", "", "link.scheme"),
        ("见附件", "", "link.scheme"),
    ],
)
def test_links(text: str, link: str, rule: str | None) -> None:
    read, note = read_link(text, "online_url")
    assert (read, note.rule.id if note else None) == (link, rule)
