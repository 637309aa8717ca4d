"""What keeps a spreadsheet from running a text is taken off again, whatever the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cities.adapters.cells import as_meant, looks_like_formula, neutral

TEXTS = st.text(st.sampled_from(list("'=+-@\t\r\n＝＋－＠a1|!( ")), max_size=8) | st.text()


@given(TEXTS)
def test_every_text_comes_back(text):
    assert as_meant(neutral(text)) == text


@given(TEXTS)
def test_nothing_that_is_written_begins_like_a_formula(text):
    assert neutral(text)[:1] not in set("=+-@\t\r\n＝＋－＠")
    assert not looks_like_formula(neutral(text))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("'=1+1", "''=1+1"),
        ("\tx", "'\tx"),
        ("＝1", "'＝1"),
        ("-5", "'-5"),
        ("'quoted'", "'quoted'"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_only_what_may_run_is_changed(text, written):
    assert neutral(text) == written
