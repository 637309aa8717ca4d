"""Show the newest message of the demonstration."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import KeptMessage
from accounts.phones import normalise
from accounts.selectors import kept_messages


class Command(BaseCommand):
    """`sms_last [ADDRESS]`."""

    help = "Print the newest kept message, or the newest to one phone number or e-mail address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("address", nargs="?", help="phone number or e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print its text; fail when there is none."""
        address = options["address"]
        if address and "@" not in address:
            address = normalise(address)
        messages = KeptMessage.objects.to(address) if address else KeptMessage.objects.all()
        newest = messages.filter(pk__in=kept_messages(limit=1000).values("pk")).first()
        if newest is None:
            raise CommandError("No message is kept.")
        self.stdout.write(newest.text)
