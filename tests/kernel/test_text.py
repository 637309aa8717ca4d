"""Two languages: negotiation, fallback, and what may be stored."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from services_portal.kernel.text import LANGUAGES, localized, negotiate, pick, validate_localized


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "zh-hans"),
        ("", "zh-hans"),
        ("en", "en"),
        ("en-GB,zh;q=0.8", "en"),
        ("fr, zh-CN;q=0.5, en;q=0.4", "zh-hans"),
        ("en;q=0", "zh-hans"),
        ("zh;q=x, en;q=0.1", "en"),
        ("*", "zh-hans"),
    ],
)
def test_negotiation(header, language):
    assert negotiate(header) == language


@given(st.text(max_size=400))
def test_negotiation_answers_any_header(header):
    assert negotiate(header) in LANGUAGES


def test_english_falls_back_to_chinese():
    assert pick(localized("公积金"), "en") == "公积金"
    assert pick(localized("公积金", "Housing fund"), "en") == "Housing fund"
    assert pick(None, "en") == ""


@pytest.mark.parametrize("value", ["text", {"zh": "x"}, {"en": "x"}, {"zh-hans": " "}, {"zh-hans": 3}])
def test_refuses_what_is_not_localized_text(value):
    with pytest.raises(ValidationError):
        validate_localized(value)
