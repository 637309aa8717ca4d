"""`docs/exports.md` says what the formats say of themselves."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from catalog.exports.page import page
from catalog.exports.registry import exporters


def test_the_page_is_the_one_that_is_checked_in():
    assert (Path(settings.BASE_DIR) / "docs" / "exports.md").read_text(encoding="utf-8") == page()


def test_every_format_and_every_loss_stands_in_both_languages():
    text = page()
    for each in exporters:
        assert f"| `{each.name}` |" in text
        assert all(f"| `{loss.id}` | {loss.en} | {loss.zh} |" in text for loss in each.loses)
