from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.identifiers import IdentifierType, identifier_index, mask, normalise

T = IdentifierType
EXAMPLES = [
    (T.RESIDENT_ID, "11010519491231002x", "11010519491231002X", "110****2X"),
    (T.PHONE, "138 0000 0000", "+8613800000000", "138****0000"),
    (T.EMAIL, " Wang.Lu@Example.CN ", "wang.lu@example.cn", "w****@example.cn"),
    (T.EMAIL, "ｗ＠example.cn", "w@example.cn", "w****@example.cn"),
    (T.PASSPORT, "chn e1234 5678", "CHN:E12345678", "CHN:E****78"),
    (T.PASSPORT, "D/C01X00T47", "D:C01X00T47", "D:C****47"),
    (T.PASSPORT, "USA:123456789", "USA:123456789", "USA:1****89"),
    (T.PERMIT, "deu 1234 5678 9012", "DEU123456789012", "DEU****12"),
    (T.PERMIT, "810000199408230021", "810000199408230021", "810****21"),
    (T.NETWORK_NUMBER, " aB3dE6gH9 ", "aB3dE6gH9", "****H9"),
]
REFUSED = [
    (T.PHONE, "23800000000", "invalid_phone"),
    (T.EMAIL, "wang", "invalid_email"),
    (T.EMAIL, "a" * 250 + "@x.cn", "invalid_email"),
    (T.PASSPORT, "E12345678", "passport_issuer_missing"),
    (T.PASSPORT, "CHN:", "passport_issuer_missing"),
    (T.PASSPORT, "CHN:ABCDEF", "invalid_passport"),
    (T.PASSPORT, "CHN:E12345678901234567", "invalid_passport"),
    (T.PERMIT, "360426199101010071", "invalid_permit"),
    (T.PERMIT, "810000199408230022", "resident_id_check"),
    (T.PERMIT, "", "invalid_permit"),
    (T.NETWORK_NUMBER, "short", "invalid_network_number"),
    (T.NETWORK_NUMBER, "with space12", "invalid_network_number"),
]


@pytest.mark.parametrize(("kind", "written", "normal", "shown"), EXAMPLES)
def test_one_form_to_keep_and_one_to_show(kind: T, written: str, normal: str, shown: str) -> None:
    assert normalise(kind, written) == normal
    assert normalise(kind, normal) == normal
    assert mask(kind, normal) == shown


@pytest.mark.parametrize(("kind", "written", "code"), REFUSED)
def test_what_is_refused_says_why(kind: T, written: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        normalise(kind, written)
    assert refusal.value.code == code


@given(st.sampled_from(T), st.text() | st.from_regex(r"[A-Z0-9:@. -]{1,40}", fullmatch=True))
def test_any_text_is_refused_or_has_a_form_that_stays(kind: T, text: str) -> None:
    try:
        normal = normalise(kind, text)
    except ValidationError as refusal:
        assert refusal.code
    else:
        assert normalise(kind, normal) == normal
        assert mask(kind, normal) != normal


@pytest.mark.parametrize("kind", T)
def test_nothing_to_show_of_nothing(kind: T) -> None:
    assert mask(kind, "") == ""


@given(st.sampled_from(T), st.sampled_from(T), st.text(max_size=20), st.text(max_size=20))
def test_an_index_is_one_value_s_of_one_type(one: T, other: T, value: str, second: str) -> None:
    same = (one, value) == (other, second)
    assert (identifier_index(one, value) == identifier_index(other, second)) is same
    assert len(identifier_index(one, value)) == 32
