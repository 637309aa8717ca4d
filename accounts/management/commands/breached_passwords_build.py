"""Make the local list of breached passwords."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.passwords.breached import build


class Command(BaseCommand):
    """`breached_passwords_build SOURCE … --output FILE [--least N]`."""

    help = "Make the list for PORTAL_BREACHED_PASSWORDS of Pwned Passwords' SHA-1 files or of lists of words."
    requires_system_checks: list[str] = []  # the check asks for the very file

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("sources", nargs="+", type=Path, metavar="SOURCE", help="text, or text.gz")
        parser.add_argument("--output", required=True, type=Path, help="the file to write; replaced whole")
        parser.add_argument("--least", type=int, default=1, help="how often a digest must have been seen")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build and say how many there are."""
        try:
            count = build(options["sources"], options["output"], least=options["least"])
        except (OSError, UnicodeError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} passwords in {options['output']}")
