from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext, pgettext

from services_portal import web

LOCALE = Path(web.__file__).parent / "locale" / "zh_Hans" / "LC_MESSAGES"
CATALOGUE = (LOCALE / "django.po").read_text(encoding="utf-8")
MARKED = re.compile(
    r"""\{% (?:translate|trans) "((?:[^"\\]|\\.)*)"|gettext(?:_lazy)?\("((?:[^"\\]|\\.)*)"|\b_\("([^"]*)"\)"""
)


def test_nothing_is_left_to_translate() -> None:
    blocks = CATALOGUE.split("\n\n")[1:]
    empty = [block for block in blocks if re.search(r'^msgstr(\[0\])? ""$', block, re.MULTILINE) or "fuzzy" in block]
    assert empty == [] and len(blocks) > 200


def test_every_marked_text_is_in_the_catalogue() -> None:
    known = set(re.findall(r'^msgid "(.*)"$', CATALOGUE, re.MULTILINE))
    sources = [*Path(web.__file__).parent.rglob("*.html"), *Path(web.__file__).parent.rglob("*.py")]
    marked = {
        next(filter(None, found)) for path in sources for found in MARKED.findall(path.read_text(encoding="utf-8"))
    }
    assert marked - known == set() and len(marked) > 150


def test_the_compiled_catalogue_is_the_written_one(tmp_path) -> None:
    compiled = tmp_path / "django.mo"
    try:
        subprocess.run(["msgfmt", "-o", compiled, LOCALE / "django.po"], check=True)
    except FileNotFoundError:
        pytest.skip("msgfmt (Debian package gettext) is not installed")
    assert compiled.read_bytes() == (LOCALE / "django.mo").read_bytes()


def test_the_languages_differ() -> None:
    with translation.override("zh-hans"):
        assert (gettext("Services Portal"), pgettext("tab", "Sign in")) == ("山东通办", "登录")
    with translation.override("en"):
        assert gettext("Services Portal") == "Services Portal"
