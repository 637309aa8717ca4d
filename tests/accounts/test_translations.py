from __future__ import annotations

import gettext as catalogues
from pathlib import Path

import allauth
import pytest
from django.utils import translation
from django.utils.translation import gettext

from accounts.signin.library_words import LIBRARY_WORDS

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


def test_the_library_s_words_are_still_its_own_and_said_our_way() -> None:
    folder = Path(allauth.__file__).parent / "locale"
    theirs = catalogues.translation("django", folder, ["zh_Hans"])
    with translation.override("zh-hans"):
        said = {text: gettext(text) for text in LIBRARY_WORDS}
    assert [text for text in said if theirs.gettext(text) == text] == []
    assert [text for text in said.values() if any(word in text for word in ("代码", "Email", "安全密钥"))] == []
