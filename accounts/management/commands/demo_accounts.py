"""Make the logins of the demonstration."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from accounts.services.demo_accounts import PASSWORD, demo_accounts


class Command(BaseCommand):
    """`demo_accounts`."""

    help = "Make the demonstration's accounts (only where PORTAL_DEMONSTRATION is set); may be run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them and print one line each."""
        try:
            accounts = demo_accounts()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        for account in accounts:
            self.stdout.write(f"{account.email} / {PASSWORD}")
