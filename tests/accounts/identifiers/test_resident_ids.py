from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st

from accounts.identifiers import IdentifierType, birth_date, normalise, read_identity_number

RESIDENT_ID = IdentifierType.RESIDENT_ID
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def completed(body: str) -> str:
    """Return 17 digits with the check digit by the standard's own table of weights, not by the library's formula."""
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def numbers(prefixes: st.SearchStrategy[str], year: int = 1900) -> st.SearchStrategy[str]:
    born = st.dates(date(year, 1, 1), date(2026, 12, 31)).map(lambda day: day.strftime("%Y%m%d"))
    orders = st.integers(1, 999).map("{:03}".format)
    return st.tuples(prefixes, born, orders).map("".join).map(completed)


MAINLAND = st.from_regex(r"[1-7][0-9]{5}", fullmatch=True)


@given(numbers(MAINLAND))
def test_every_number_with_its_own_check_digit_is_taken_and_tells_the_birthday(number: str) -> None:
    assert normalise(RESIDENT_ID, number) == number
    assert birth_date(number).strftime("%Y%m%d") == number[6:14]


@given(numbers(MAINLAND), st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_found(number: str, place: int, digit: str) -> None:
    wrong = number[:place] + digit + number[place + 1 :]
    assume(wrong != number)
    with pytest.raises(ValidationError) as refusal:
        normalise(RESIDENT_ID, wrong)
    assert refusal.value.code in {"invalid_resident_id", "resident_id_date", "resident_id_check"}


@given(numbers(MAINLAND), st.integers(0, 16))
def test_two_digits_that_changed_places_are_found(number: str, place: int) -> None:
    wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assume(wrong != number)
    with pytest.raises(ValidationError):
        normalise(RESIDENT_ID, wrong)


@given(numbers(MAINLAND).filter(lambda number: number[6:8] == "19"))
def test_fifteen_digits_and_eighteen_are_one_number(number: str) -> None:
    assert normalise(RESIDENT_ID, number[:6] + number[8:17]) == number


@pytest.mark.parametrize("prefix", ["371202", "371203", "372101", "372301", "372901", "370102", "110108", "659001"])
def test_prefixes_of_regions_that_are_gone_are_no_fault(prefix: str) -> None:
    number = completed(f"{prefix}19520713004")
    assert normalise(RESIDENT_ID, number) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("360426199101010071", "360426199101010071"),
        (" 360426 19910101 0071 ", "360426199101010071"),
        ("３６０４２６１９９１０１０１００７１", "360426199101010071"),
        ("360426-910101-007", "360426199101010071"),
        ("11010519491231002x", "11010519491231002X"),
        ("11010519491231002Ｘ", "11010519491231002X"),
    ],
)
def test_numbers_as_people_write_them(written: str, number: str) -> None:
    assert normalise(RESIDENT_ID, written) == number


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "invalid_resident_id"),
        ("36042619910101007", "invalid_resident_id"),
        ("3604261991010100711", "invalid_resident_id"),
        ("060426199101010071", "invalid_resident_id"),
        ("36042619910101X071", "invalid_resident_id"),
        ("٣٦٠٤٢٦١٩٩١٠١٠١٠٠٧١", "invalid_resident_id"),
        ("360426" * 1_000_000, "invalid_resident_id"),
        (completed("36042619910229007"), "resident_id_date"),
        ("360426910229007", "resident_id_date"),
        (completed("36042600000101007"), "resident_id_date"),
        ("360426199101010072", "resident_id_check"),
        (completed("81000019910101007"), "resident_id_is_permit"),
    ],
)
def test_what_is_no_resident_id_says_why_and_never_repeats_the_number(written: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        normalise(RESIDENT_ID, written)
    assert refusal.value.code == code
    assert not written or written not in str(refusal.value)


@given(numbers(st.sampled_from(["810000", "820000", "830000", "911370"])))
def test_a_column_of_old_data_holds_permits_too(number: str) -> None:
    assert read_identity_number(number) == (IdentifierType.PERMIT, number)
    assert normalise(IdentifierType.PERMIT, number) == number


def test_a_column_of_old_data_holds_resident_ids_and_rubbish() -> None:
    assert read_identity_number("360426910101007") == (RESIDENT_ID, "360426199101010071")
    with pytest.raises(ValidationError) as refusal:
        read_identity_number("身份证")
    assert refusal.value.code == "invalid_resident_id"
