"""Which credit code a broken one may have been."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from catalog.intake.rules.organisations import uscc_valid
from catalog.intake.rules.slips import SIGNS, known_near, one_slip_away, restored
from tests.catalog.intake.generated import credit_code

CODES = st.integers(0, 999_999).map(credit_code)


@given(CODES, st.integers(0, 17), st.sampled_from(SIGNS))
def test_every_single_slip_is_undone_among_the_known(code: str, place: int, sign: str) -> None:
    lost = code[:place] + code[place + 1 :]
    added = code[:place] + sign + code[place:]
    changed = code[:place] + sign + code[place + 1 :]
    swapped = code[: max(0, place - 1)] + code[max(0, place - 1) : place + 1][::-1] + code[place + 1 :]
    for broken in {lost, added, changed, swapped} - {code}:
        assert known_near(broken, {code, "91110000600037341L"}) == code


@given(st.text(max_size=25))
def test_any_text_proposes_a_valid_code_or_nothing(text: str) -> None:
    assert restored(text) == "" or uscc_valid(restored(text))
    assert known_near(text, frozenset()) == ""
    assert all(len(candidate) == 18 for candidate in one_slip_away(text))


def test_a_lost_character_is_found_again_where_one_way_alone_is_valid() -> None:
    assert restored("1151130000877869M") == "11511300008778693M"
    assert restored("11511300008778693M") == ""


@given(CODES)
def test_between_two_that_are_as_near_nothing_is_proposed(code: str) -> None:
    other = ("2" if code[0] == "1" else "1") + code[1:]
    assert known_near("3" + code[1:], {code, other}) == ""
