"""Show under which keys encrypted values stand, and bring all under the current one."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services_portal.kernel import audit
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.crypto import current_key_id
from services_portal.kernel.crypto.renewal import all_tokens


class Command(BaseCommand):
    """A key that no line names can leave PORTAL_FIELD_KEYS once the sessions begun under it have ended."""

    help = "Counts encrypted values by key (PORTAL_FIELD_KEYS); --renew encrypts those under former keys anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the wish to renew."""
        parser.add_argument(
            "--renew",
            action="store_true",
            help="Encrypt anew what stands under a former key; every process must know the current one already.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Renew where asked, then list: model and field, key id, how many. Raises CommandError for what is left."""
        left = []
        for tokens in all_tokens():
            if options["renew"]:
                former = sum(number for key, number in tokens.count().items() if key != current_key_id())
                stayed = tokens.renew() if former else []
                left += [f"{tokens.name} {key}" for key in stayed]
                if former:
                    detail = {"key": current_key_id(), "values": former - len(stayed)}
                    audit.record(SYSTEM, "kernel.field_keys.renew", ("kernel.tokens", tokens.name), detail=detail)
            for key, number in sorted(tokens.count().items()):
                self.stdout.write(f"{tokens.name}  {key}  {number}")
        if left:
            raise CommandError("The same value stands in another row already: " + ", ".join(left))
