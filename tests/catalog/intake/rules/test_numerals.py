"""Chinese numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.intake.rules.numerals import chinese_number

NAMES = "零一二三四五六七八九"


def spell(number: int) -> str:
    """Spell a number from 1 to 9999 as a person writes it."""
    text, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if zero and text else "") + NAMES[digit] + name
            zero = False
        else:
            zero = True
    return text


@given(st.integers(1, 9999))
def test_every_spelled_number_is_read_back(number: int) -> None:
    assert chinese_number(spell(number)) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("十五", 15), ("廿", 20), ("卅一", 31), ("二〇", 20), ("壹佰贰拾", 120), ("两百", 200), ("〇", 0)],
)
def test_other_spellings(text: str, value: int) -> None:
    assert chinese_number(text) == value


@pytest.mark.parametrize("text", ["", "五个", "十百", "一二十", "abc", "5"])
def test_what_is_no_numeral(text: str) -> None:
    assert chinese_number(text) is None
