"""Make the app of the demonstration."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from accounts.services.demo_app import CLIENT_ID, SECRET, demo_app


class Command(BaseCommand):
    """`demo_app`."""

    help = "Register the demonstration's app of a city (only where PORTAL_DEMONSTRATION is set); may be run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and print its id and secret."""
        try:
            app = demo_app()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{CLIENT_ID} / {SECRET}" if app else "no such city")
