"""Show or turn the keys with which the OpenID provider signs."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.identity import keys
from accounts.services.signing_keys_turn import signing_keys_turn
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM


class Command(BaseCommand):
    """The daily job does the same without ``--compromised``."""

    help = "Makes the next signing key when its time has come, removes those nobody needs, and lists the rest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the emergency."""
        parser.add_argument(
            "--compromised",
            action="store_true",
            help="Somebody else has a key: sign with a new one now and withdraw all others.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Turn and list: key id, and since or from when it signs."""
        signing_keys_turn(actor=SYSTEM, compromised=options["compromised"])
        keys.forget()
        now = clock.now()
        current = keys.signing().kid
        for key in keys.published():
            state = "signs" if key.kid == current else "next" if key.signs_from > now else "retired"
            self.stdout.write(f"{key.kid}  {state:8}{key.signs_from:%Y-%m-%d %H:%M}")
