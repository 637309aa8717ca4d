from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts.phones import mask, normalise


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("13800000000", "+8613800000000"),
        ("138 0000-0000", "+8613800000000"),
        ("+86 138 0000 0000", "+8613800000000"),
        ("0086 13800000000", "+8613800000000"),
        ("１３８００００００００", "+8613800000000"),
        ("+852 9123 4567", "+85291234567"),
        ("+1 650 253 0000", "+16502530000"),
    ],
)
def test_numbers_as_people_write_them(written: str, number: str) -> None:
    assert normalise(written) == number


@pytest.mark.parametrize("written", ["", "1", "23800000000", "138000000000000", "+999 123456789", "ABC", "١٣٨"])
def test_impossible_numbers(written: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        normalise(written)
    assert refusal.value.code == "invalid_phone"


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+8613800000000", "138****0000"), ("+85291234567", "+852 912****4567"), ("+16502530000", "+1 650****0000")],
)
def test_the_middle_is_hidden(number: str, shown: str) -> None:
    assert mask(number) == shown
    assert mask("") == ""
