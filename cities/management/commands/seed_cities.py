"""Load regions, cities, agencies and service centres from `seeds/`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cities.services import seed_cities
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError


class Command(BaseCommand):
    """`seed_cities [--only SLUG …] [--folder DIR]`."""

    help = "Load regions, cities, agencies and service centres; a second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--only", nargs="+", metavar="SLUG", help="register only these cities")
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "seeds")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say how many of each there are."""
        try:
            counts = seed_cities(folder=options["folder"], actor=SYSTEM, only=options["only"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()))
