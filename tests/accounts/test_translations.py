from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

CATALOGUE = Path(__file__).resolve().parents[2] / "accounts" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize(
    "text",
    [
        "[Services Portal] Your code is %(code)s, good for 5 minutes. Never tell it to anybody.",
        "The phone number belongs to another account",
        "No code was sent. Try again later, or sign in with e-mail or a passkey.",
    ],
)
def test_what_people_read_is_in_chinese(text: str) -> None:
    with translation.override("zh-hans"):
        assert gettext(text) != text


def test_nothing_is_left_to_translate() -> None:
    blocks = CATALOGUE.read_text(encoding="utf-8").split("\n\n")[1:]
    empty = [block for block in blocks if block.rstrip().endswith('msgstr ""') or "fuzzy" in block]
    assert empty == [] and len(blocks) > 60
