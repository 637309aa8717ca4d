"""Seal the old passwords that wait, faster than the task does it by and by."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.services import old_passwords_seal


class Command(BaseCommand):
    """`old_passwords_seal [--threads N] [--limit N]`."""

    help = "Seal old passwords that were taken in and wait; a core does some fifty a second, on purpose."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--threads", type=int, default=1, help="cores to use")
        parser.add_argument("--limit", type=int, help="how many at most (default: all)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal and say how many."""
        started = time.monotonic()
        done = old_passwords_seal(limit=options["limit"], threads=options["threads"])
        seconds = time.monotonic() - started
        self.stdout.write(f"{done.sealed} sealed, {done.unusable} unusable, {done.rows / seconds:.0f} a second")
