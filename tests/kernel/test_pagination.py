"""Cursors: what goes in comes out, and nothing else gets in."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_portal.kernel.errors import DomainError
from services_portal.kernel.pagination import decode_cursor, encode_cursor, parse_limit

WORD = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40)


@given(WORD, st.integers(-(2**63), 2**63 - 1))
def test_round_trip(word, number):
    assert decode_cursor(encode_cursor((word, number)), (str, int)) == (word, number)


@given(st.text(max_size=60))
def test_any_text_is_a_cursor_or_refused(text):
    try:
        assert isinstance(decode_cursor(text, (str, int)), tuple)
    except DomainError as refusal:
        assert refusal.code == "bad_cursor"


@pytest.mark.parametrize(
    "text",
    [
        "x" * 401,
        encode_cursor(("a",)),
        encode_cursor((1, "a")),
        encode_cursor(("a", 2**64)),
        encode_cursor(("\x00", 1)),
        base64.urlsafe_b64encode(b'{"a":1}').decode(),
        "好",
    ],
)
def test_refuses_other_shapes(text):
    with pytest.raises(DomainError) as caught:
        decode_cursor(text, (str, int))
    assert caught.value.code == "bad_cursor"


def test_limit():
    assert [parse_limit(None), parse_limit(""), parse_limit("1"), parse_limit("100")] == [20, 20, 1, 100]


@pytest.mark.parametrize("text", ["0", "101", "-1", "1.5", "x", "٣", "9" * 30])
def test_refuses_other_limits(text):
    with pytest.raises(DomainError) as caught:
        parse_limit(text)
    assert caught.value.code == "bad_limit"
