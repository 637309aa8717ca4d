"""Load the provincial directory from `seeds/catalog`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalog.services import seed_directory
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError


class Command(BaseCommand):
    """`seed_catalog [--folder DIR]`."""

    help = "Load topics, materials, the basic directory and life events; a second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "seeds" / "catalog")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say how many of each there are."""
        try:
            counts = seed_directory(folder=options["folder"], actor=SYSTEM)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()))
