"""Item and implementation codes, and the organisations inside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.intake.rules.codes import ItemCode, read_basic_code, read_item_code
from catalog.intake.rules.organisations import (
    differs_by_one,
    normalise_code,
    organisation_code_valid,
    unconfuse,
    uscc_valid,
)

GOOD = "11370800MB28559184"
FULL = f"{GOOD}3370117002011"
PLAIN = ItemCode(uscc=GOOD, level="3", basic="370117002011", item_type="01")
WIDE = "１１３７０８００ＭＢ２８５５９１８４３３７０１１７００２０１１"


def ids(findings: tuple) -> list[str]:
    return [each.rule.id for each in findings]


@pytest.mark.parametrize(
    ("text", "code", "rules"),
    [
        (FULL, PLAIN, []),
        (FULL.lower(), PLAIN, ["code.normalised"]),
        (WIDE, PLAIN, ["code.normalised"]),
        (f"{GOOD}-3-370117002011", PLAIN, ["code.normalised"]),
        (f"{FULL}01", PLAIN, ["code.handling_item"]),
        ("370117002011", ItemCode(basic="370117002011", item_type="01"), []),
        (FULL[:-1], None, ["code.malformed"]),
        (f"{GOOD}7370117002011", None, ["code.malformed"]),
        ("JN-00017", None, ["code.normalised", "code.malformed"]),
    ],
)
def test_the_national_shape(text: str, code: ItemCode | None, rules: list[str]) -> None:
    read, findings = read_item_code(text, "gbt39554")
    assert (read, ids(findings)) == (code, rules)


@pytest.mark.parametrize(
    ("text", "code", "rules"),
    [
        (
            "511Z07001006-511602000000-000-11511301008778183N-1-00",
            ItemCode(
                uscc="11511301008778183N",
                basic="511Z07001006",
                region="511602000000",
                own="511Z07001006",
                item_type="10",
            ),
            [],
        ),
        (
            "512C0107400001-511602000000-000-00877868-5-1-00",
            ItemCode(uscc="008778685", region="511602000000", own="512C0107400001"),
            [],
        ),
        (
            "G-000007-001-511602000000-000-11511301452259996u-1-00",
            ItemCode(
                uscc="11511301452259996U",
                basic="G-000007-001",
                region="511602000000",
                own="G-000007-001",
                item_type="05",
            ),
            ["code.normalised"],
        ),
        ("E-000004-001-11511301008778386B", None, ["code.malformed"]),
    ],
)
def test_the_older_segmented_shape(text: str, code: ItemCode | None, rules: list[str]) -> None:
    read, findings = read_item_code(text, "segmented")
    assert (read, ids(findings)) == (code, rules)


def test_no_code_is_no_finding() -> None:
    assert read_item_code("", "gbt39554") == (None, ())
    assert read_basic_code("") == ("", ())


@pytest.mark.parametrize(
    ("text", "code", "rules"),
    [
        ("370117002011", "370117002011", []),
        ("3701-1700-2011", "370117002011", ["code.normalised"]),
        ("37011700201", "", ["code.malformed"]),
    ],
)
def test_basic_codes(text: str, code: str, rules: list[str]) -> None:
    read, findings = read_basic_code(text)
    assert (read, ids(findings)) == (code, rules)


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("91110000600037341L", True),
        ("11100000000013338W", True),
        (GOOD, True),
        ("12441500196720244T", True),
        ("11511300008778693M", True),
        ("1151130000877869M", False),
        ("11151130000877869M", False),
        ("11370800MB28559185", False),
        ("", False),
    ],
)
def test_credit_codes(code: str, valid: bool) -> None:
    assert uscc_valid(code) is valid


def test_the_inner_organisation_code_is_checked_too() -> None:
    assert organisation_code_valid("MB2855918")
    assert not organisation_code_valid("MB2855919")
    assert not organisation_code_valid("MB28559")


@given(st.sampled_from(range(18)), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_is_always_caught(place: int, character: str) -> None:
    broken = GOOD[:place] + character + GOOD[place + 1 :]
    assert uscc_valid(broken) is (broken == GOOD)
    assert differs_by_one(broken, GOOD) is (broken != GOOD)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("ABCD", "ABC", True),
        ("ABC", "ABXC", True),
        ("ABCD", "ABDC", True),
        ("ABCD", "ADCB", False),
        ("AB", "ABCD", False),
    ],
)
def test_one_slip(one: str, other: str, near: bool) -> None:
    assert differs_by_one(one, other) is near


def test_letters_that_the_standard_leaves_out_are_read_as_digits_only_where_the_check_fits() -> None:
    assert unconfuse("1I370800MB28559184") == GOOD
    assert unconfuse("11370800MB2855918S") == ""
    assert unconfuse(GOOD) == ""


def test_width_case_blanks_and_hyphens() -> None:
    assert normalise_code(" １１37-0800 mb2855918—4 ") == GOOD
