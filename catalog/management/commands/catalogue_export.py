"""Write the published registry in one of the formats."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.exports.exporter import Exporter
from catalog.exports.fields import LOSSES
from catalog.exports.losses import Loss, lost_by
from catalog.exports.page import page
from catalog.exports.records import iter_records, published
from catalog.exports.registry import exporter_for, exporters
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError


class Command(BaseCommand):
    """`catalogue_export <format> [--city SLUG] [--agency USCC] [--output FILE]`, or `--losses`, or `--page`."""

    help = "Write the published registry, streamed, or with --losses tell what a format cannot carry."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        names = ", ".join(each.name for each in exporters)
        parser.add_argument("format", nargs="?", help=names)
        parser.add_argument("--city", help="short name of a city; without it the whole province")
        parser.add_argument("--agency", help="unified social credit code of an agency")
        parser.add_argument("--output", type=Path, help="where to write (default: standard output)")
        parser.add_argument("--losses", action="store_true", help="tell what is lost, and for how many services")
        parser.add_argument("--page", action="store_true", help="write docs/exports.md")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file, or the losses."""
        if options["page"]:
            self.stdout.write(page(), ending="")
            return
        if options["format"] is None and not options["losses"]:
            raise CommandError("Give a format: " + ", ".join(each.name for each in exporters))
        try:
            exporter = exporter_for(options["format"]) if options["format"] else None
            services = published(SYSTEM, city=options["city"], agency=options["agency"])
        except DomainError as error:
            raise CommandError(f"{error} {dict(error.params)}".removesuffix(" {}")) from error
        if options["losses"]:
            self._tell(exporter.loses if exporter else LOSSES, services)
        elif exporter is not None:
            self._write(exporter, services, options["output"])

    def _write(self, exporter: Exporter, services: Any, target: Path | None) -> None:
        records = iter_records(services)
        if target is None:
            exporter.write(records, sys.stdout.buffer)
            return
        # Written beside and moved into place: a reader never finds half a file.
        part = target.with_name(f".{target.name}.part")
        try:
            with part.open("wb") as stream:
                exporter.write(records, stream)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)

    def _tell(self, losses: tuple[Loss, ...], services: Any) -> None:
        counts = Counter(loss.id for record in iter_records(services) for loss in lost_by(record, losses))
        for loss in losses:
            count = f"{counts[loss.id]:>8}" if loss.keep is not None else "       —"
            self.stdout.write(f"{count}  {loss.id}\n          {loss.zh}\n          {loss.en}")
        if not losses:
            self.stdout.write("Nothing is lost. 没有损失。")
