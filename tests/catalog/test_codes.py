"""Codes: the standard's lengths, the check of the body's code, profiles of a city's own, no split of the twelve."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.codes import LEVELS, implementation_code, profile, read_code
from seeds.authoring.codes import demonstration_uscc
from services_portal.kernel.errors import DomainError

BASIC = st.from_regex(r"[0-9A-Z-]{12}", fullmatch=True)
BODIES = st.from_regex(r"[0-9]{6}", fullmatch=True).map(lambda serial: demonstration_uscc("11", "370100", serial))
TAILS = st.from_regex("[0-9A-Z]{2}", fullmatch=True)


def test_a_real_code_is_taken_apart():
    code = read_code("11370800MB285591843370117002011")
    assert (code.uscc, code.level, code.basic) == ("11370800MB28559184", "3", "370117002011")
    assert code.implementation == "11370800MB285591843370117002011"


def test_the_twelve_are_not_judged_by_their_split():
    assert read_code("442199806003").basic == "442199806003"


@given(
    uscc=BODIES, level=st.sampled_from(sorted(LEVELS)), basic=BASIC, tail=st.from_regex("[0-9A-Z]{2}", fullmatch=True)
)
def test_what_is_put_together_comes_apart_again(uscc, level, basic, tail):
    whole = implementation_code(uscc=uscc, level=level, basic=basic)
    assert len(whole) == 31
    read = read_code(whole.lower() + tail)
    assert (read.uscc, read.level, read.basic, read.handling) == (uscc, level, basic, tail)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_by_code(text):
    try:
        code = read_code(text)
    except DomainError as error:
        assert error.code == "bad_code"
    else:
        assert len(code.basic) == 12


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("11370800MB285591853370117002011", {"profile": "implementation", "part": "uscc"}),
        ("11370800MB285591847370117002011", {"profile": "implementation"}),
        ("1137080", {"length": 7}),
    ],
)
def test_a_wrong_code_says_which_part(text, part):
    with pytest.raises(DomainError) as caught:
        read_code(text)
    assert (caught.value.code, caught.value.params) == ("bad_code", part)


def test_a_city_brings_its_own_shape():
    own = profile("guangan", r"(?P<own>[0-9A-Z]{5,})-(?P<region>\d{12})-(?P<serial>\d{2})")
    read = own.read("511a0001-511602000000-03")
    assert read.extra == {"own": "511A0001", "region": "511602000000", "serial": "03"}
    assert read.implementation == ""


@pytest.mark.parametrize("pattern", ["(", "(?P<other>.*)", ".*"])
def test_a_shape_that_names_nothing_we_know_is_refused(pattern):
    with pytest.raises(ValueError, match="code profile"):
        profile("odd", pattern)
