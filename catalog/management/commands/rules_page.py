"""Write the rules of the intake as a document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalog.intake.rulebook import as_markdown


class Command(BaseCommand):
    """``manage.py rules_page [--output FILE]``."""

    help = "Write every rule of the intake, in both languages, as Markdown."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file to write to."""
        parser.add_argument("--output", type=Path, help="write there and not to the terminal")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the document."""
        if options["output"]:
            options["output"].write_text(as_markdown(), encoding="utf-8")
        else:
            self.stdout.write(as_markdown())
