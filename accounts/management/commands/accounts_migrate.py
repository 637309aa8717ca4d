"""Take in a city's old accounts and write the report."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.errors import ACCOUNT_IMPORT_RUNNING
from accounts.intake.pipeline import Progress
from accounts.models import AccountRun, AccountRunPhase, AccountRunState
from accounts.models.account_run import OPEN_STATES
from accounts.services import (
    account_intake_dry_run,
    account_intake_run,
    account_intake_start,
    old_passwords_seal,
    password_states,
)
from cities.adapters.base import AdapterError
from cities.manifests import all_slugs, load
from cities.models import City
from cities.services import city_register
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError

EXIT_FAILED: Final = 2
EXIT_HELD: Final = 3
EXIT_RETRY: Final = 4
EXIT_RUNNING: Final = 5
EXIT_CANCELLED: Final = 6
EXITS: Final = {
    AccountRunState.DONE: 0,
    AccountRunState.HELD: EXIT_HELD,
    AccountRunState.RETRY: EXIT_RETRY,
    AccountRunState.FAILED: EXIT_FAILED,
    AccountRunState.CANCELLED: EXIT_CANCELLED,
}


class Command(BaseCommand):
    """`accounts_migrate <slug>|--all [--source FILE] [--dry-run] [--report FILE] [--seal-later]`."""

    help = (
        "Take in a city's old accounts and write a JSON report: rows, outcomes, reasons, findings; no personal data. "
        "Passwords are sealed at the end, some fifty a second and core; with --seal-later the workers do it. "
        "Run again, it finishes what a dead process left, and changes nothing where nothing has changed. "
        "Exit codes: 0 done, 1 wrong call, 2 source cannot be read, 3 held because much is gone from the source, "
        "4 put off, 5 another is at work, 6 cancelled."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("slug", nargs="?", help="the city's short name")
        parser.add_argument(
            "--all", action="store_true", dest="every", help="every city whose manifest tells of accounts"
        )
        parser.add_argument("--source", type=Path, help="a file to read instead of what the manifest names")
        parser.add_argument("--dry-run", action="store_true", help="write nothing but the report")
        parser.add_argument("--seal-later", action="store_true", help="leave the sealing of passwords to the workers")
        parser.add_argument("--report", type=Path, help="where to write the report (default: standard output)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, report, and exit with what became of it."""
        slug, source, self._seals = options["slug"], options["source"], not options["seal_later"]
        if (slug is None) != options["every"] or (options["every"] and source is not None):
            raise CommandError("Give a city's short name, or --all without a file.")
        if source is not None and not source.exists():
            raise CommandError(f"There is no file {source}.")
        self._quiet = options["verbosity"] == 0
        try:
            take = self._dry if options["dry_run"] else self._run
            code, report = take(slug, source) if slug is not None else self._all(take)
        except DomainError as error:
            raise CommandError(str(error)) from error
        text = json.dumps(report, ensure_ascii=False, indent=2)
        if options["report"] is None:
            self.stdout.write(text)
        else:
            options["report"].write_text(f"{text}\n", encoding="utf-8")
        if code:
            sys.exit(code)

    def _all(self, take: Callable[[str, None], tuple[int, dict[str, Any]]]) -> tuple[int, dict[str, Any]]:
        """Take in every city whose manifest tells of accounts, and end with the gravest of their ends."""
        found = {slug: take(slug, None) for slug in all_slugs() if load(slug).accounts is not None}
        codes = [code for code, _report in found.values() if code]
        return min(codes, default=0), {slug: report for slug, (_code, report) in found.items()}

    def _dry(self, slug: str, source: Path | None) -> tuple[int, dict[str, Any]]:
        city = City.objects.filter(slug=slug).first()
        if city is None:
            raise CommandError(f"{slug} is not registered; a dry run registers no city.")
        try:
            return 0, account_intake_dry_run(city=city, path=source, progress=self._progress(slug))
        except AdapterError as error:
            state = AccountRunState.FAILED if error.permanent else AccountRunState.RETRY
            findings = sorted({finding.code for finding in error.findings})
            told = {"city": slug, "run": None, "state": str(state), "dry_run": True, "error": error.code}
            return EXITS[state], told | {"rows": 0, "outcomes": {}, "findings": findings}

    def _run(self, slug: str, source: Path | None) -> tuple[int, dict[str, Any]]:
        city = City.objects.filter(slug=slug).first() or city_register(manifest=load(slug), actor=SYSTEM)
        wanted = str(source.resolve()) if source else ""
        left = AccountRun.objects.filter(city=city, state__in=OPEN_STATES).first()
        if left is not None and left.state != AccountRunState.RETRY:
            code, report = self._carry_out(left, slug)
            if code == EXIT_RUNNING or left.source_path == wanted:
                return code, report
        try:
            run = account_intake_start(actor=SYSTEM, city=city, path=source)
        except DomainError as error:
            if error.error != ACCOUNT_IMPORT_RUNNING:
                raise
            return EXIT_RUNNING, {"city": slug, "state": "refused", "error": error.code}
        return self._carry_out(run, slug)

    def _carry_out(self, run: AccountRun, slug: str) -> tuple[int, dict[str, Any]]:
        done = account_intake_run(run_id=run.pk, progress=self._progress(slug))
        state = AccountRunState(done.state)
        if state not in EXITS:
            return EXIT_RUNNING, {"city": slug, "run": str(run.pk), "state": str(state)}
        if self._seals and state in (AccountRunState.DONE, AccountRunState.HELD):
            old_passwords_seal(city=run.city, progress=self._sealing(slug))
        return EXITS[state], {**done.report, "passwords": password_states(run.city)}

    def _sealing(self, slug: str) -> Callable[[int], None]:
        def tell(done: int) -> None:
            if not self._quiet:
                self.stderr.write(_("%(city)s: passwords sealed: %(done)d") % {"city": slug, "done": done})

        return tell

    def _progress(self, slug: str) -> Progress:
        last = 0.0

        def tell(phase: AccountRunPhase, done: int, total: int | None) -> None:
            nonlocal last
            at = time.monotonic()
            if self._quiet or (at - last < 1 and done != total):
                return
            last = at
            self.stderr.write(f"{slug}: {phase.label}: {done:,}" + (f" / {total:,}" if total is not None else ""))

        return tell
