"""Take an import back as a whole."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from catalog.models import RunState
from catalog.services.intake_rollback import intake_rollback
from catalog.services.intake_run import intake_run
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError


class Command(BaseCommand):
    """`catalogue_rollback <run> [--keep-edited]`."""

    help = (
        "Take an import back as a whole: services and the memory of the source's rows as before it. Exit codes: "
        "0 done, 1 refused, 2 it did not come to its end; `catalogue_migrate --resume` takes up one whose process died."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("run", type=UUID, help="the id of the import, as its report tells")
        parser.add_argument(
            "--keep-edited", action="store_true", help="leave alone what a person has changed since, and go on"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Roll back and write the report."""
        try:
            back = intake_rollback(
                actor=SYSTEM, run_id=options["run"], keep_edited=options["keep_edited"], hand_over=False
            )
        except DomainError as error:
            raise CommandError(f"{error.code}: {error} {json.dumps(error.params)}") from error
        run = intake_run(run_id=back.pk)
        self.stdout.write(json.dumps(run.report, ensure_ascii=False, indent=2))
        if run.state != RunState.DONE:
            sys.exit(2)
