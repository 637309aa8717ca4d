"""An agency's code is a unified social credit code with right check characters (GB 32100)."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from cities.models.agency import validate_names, validate_uscc

VALID = ["91110000600037341L", "11100000000013338W", "11370800MB28559184", "12441500196720244T", "11511300008778693M"]
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("code", VALID)
def test_codes_met_in_the_wild(code):
    assert validate_uscc(code) is None


@pytest.mark.parametrize(
    "code",
    [
        "1151130000877869M",  # a digit lost
        "11151130000877869M",  # a digit too many at the front, one lost behind
        "11370800mb28559184",
        " 11370800MB28559184",
        "11370800-MB2855918-4",
        "１1370800MB28559184",
        "11370800MB2855918O",
        "",
    ],
)
def test_codes_that_are_none(code):
    with pytest.raises(ValidationError) as refused:
        validate_uscc(code)
    assert refused.value.code == "uscc_invalid"


@given(code=st.sampled_from(VALID), place=st.integers(0, 17), other=st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(code, place, other):
    wrong = code[:place] + other + code[place + 1 :]
    if wrong == code:
        return
    with pytest.raises(ValidationError):
        validate_uscc(wrong)


@pytest.mark.parametrize("names", ["市局", [1], [""], {"a": 1}, [["市局"]]])
def test_other_names_are_a_list_of_names(names):
    with pytest.raises(ValidationError):
        validate_names(names)
    assert validate_names(["市局", "局"]) is None
