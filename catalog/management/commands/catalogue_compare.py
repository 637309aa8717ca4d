"""Hold two imports of a city against each other."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from catalog.intake.comparing import compare_runs
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError


class Command(BaseCommand):
    """`catalogue_compare <run> <run> [--report FILE]`."""

    help = "Write as JSON how each row of a city's source stood after one import and after another."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("first", type=UUID, help="the id of an import")
        parser.add_argument("second", type=UUID, help="the id of another import of the same city")
        parser.add_argument("--report", type=Path, help="where to write (default: standard output)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare and write."""
        try:
            found = compare_runs(actor=SYSTEM, first_id=options["first"], second_id=options["second"])
        except DomainError as error:
            raise CommandError(f"{error.code}: {error}") from error
        text = json.dumps(found.told(), ensure_ascii=False, indent=2)
        if options["report"] is None:
            self.stdout.write(text)
        else:
            options["report"].write_text(f"{text}\n", encoding="utf-8")
