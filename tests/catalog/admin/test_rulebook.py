"""The rules as a document and as a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from catalog.intake.rulebook import GROUPS, as_markdown, chapters
from catalog.intake.rules import all_rules

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "rules.md"


def test_the_document_says_what_the_registry_says() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == as_markdown(), "run: manage.py rules_page --output docs/rules.md"


def test_the_command_writes_the_document(tmp_path: Path) -> None:
    call_command("rules_page", output=tmp_path / "rules.md")
    assert (tmp_path / "rules.md").read_text(encoding="utf-8") == as_markdown()


def test_every_rule_stands_in_one_chapter_that_has_a_name() -> None:
    told = [rule.id for chapter in chapters() for rule in chapter.rules]
    assert len(told) == len(set(told)) > 120
    assert {chapter.key for chapter in chapters()} <= set(GROUPS)
    modules = {rule.id for rule in all_rules()}
    assert set(told) <= modules


def test_no_module_that_declares_rules_is_left_out() -> None:
    """A source file that defines a rule names it where the chapters show it."""
    import re

    shown = {rule.id for chapter in chapters() for rule in chapter.rules}
    named = set()
    for path in (Path(settings.BASE_DIR) / "catalog").rglob("*.py"):
        named |= set(re.findall(r'define_rule\(\s*"([a-z._0-9]+)"', path.read_text(encoding="utf-8")))
    assert named - shown == set()


@pytest.mark.django_db
def test_the_page_shows_every_rule_to_who_may_import(browser_of) -> None:  # type: ignore[no-untyped-def]
    address = "/admin/catalog/intakerun/rules/"
    assert browser_of("publisher").get(address).status_code == 403
    shown = browser_of("city").get(address).text
    assert [rule.id for chapter in chapters() for rule in chapter.rules if f'id="{rule.id}"' not in shown] == []
    assert "GB 32100-2015" in shown
