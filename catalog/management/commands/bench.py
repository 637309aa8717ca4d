"""Measure: public reads against their floor, growth to a million, intake, freshness, passwords; one line a figure."""

from __future__ import annotations

from argparse import ArgumentParser
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand

SMALL: Final = 2_500
LARGE: Final = 1_000_000
PARTS: Final = ("reads", "growth", "intake", "freshness", "passwords", "tokens")
# What takes ten minutes and more by itself.
LONG: Final = ("memory", "accounts")


class Command(BaseCommand):
    """`bench [--only PART …] [--services N] [--rounds N] [--seconds S]`."""

    help = "Measure the portal; prints one JSON line a figure: name, value, unit, floor, ratio."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--only", nargs="+", choices=[*PARTS, *LONG], default=list(PARTS), metavar="PART")
        parser.add_argument("--services", type=int, default=LARGE, help="size of the large registry")
        parser.add_argument("--rounds", type=int, default=5, help="alternating rounds of which the median counts")
        parser.add_argument("--seconds", type=float, default=2.0, help="length of one round")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure and print."""
        from bench import accounts, freshness, intake, million, passwords, reads, tokens
        from bench.databases import ensured

        url, only = settings.DATABASE_URL, options["only"]
        if "intake" in only:
            self._tell(intake.intake(url, rounds=options["rounds"]))
        if "memory" in only:
            self._tell(intake.memory(url))
        if "accounts" in only:
            self._tell(accounts.accounts(url))
        if "freshness" in only:
            self._tell(freshness.freshness(url))
        if "passwords" in only:
            self._tell(passwords.overhead(options["rounds"], options["seconds"]))
            self._tell([passwords.sealing(options["seconds"])])
        if "tokens" in only:
            self._tell(tokens.exchanges(url, rounds=options["rounds"]))
        if not {"reads", "growth"}.intersection(only):
            return
        small = ensured(url, "portal_bench_small", partial(million.fill, services=SMALL))
        if "reads" in only:
            self._tell(reads.against_floor(small, rounds=options["rounds"], seconds=options["seconds"]))
        if "growth" in only:
            size = options["services"]
            large = ensured(url, f"portal_bench_{size}", partial(million.fill, services=size))
            self._tell(reads.growth(small, large, rounds=options["rounds"]))

    def _tell(self, figures: Any) -> None:
        for figure in figures:
            self.stdout.write(figure.line())
            self.stdout.flush()
