"""Take in a city's old catalogue and write the report."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from catalog.errors import CUT_OVER_DONE, IMPORT_RUNNING
from catalog.intake.selectors import due_runs, open_run
from catalog.models import IntakeRun, RunPhase, RunState
from catalog.services.intake_run import intake_dry_run, intake_run
from catalog.services.intake_start import intake_start
from cities.adapters.base import AdapterError
from cities.adapters.registry import names_source
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
ORDER: Final = ("city", "run", "state", "dry_run", "source", "error", "rows", "outcomes", "retired", "findings")
EXITS: Final = {
    RunState.DONE: 0,
    RunState.HELD: EXIT_HELD,
    RunState.RETRY: EXIT_RETRY,
    RunState.FAILED: EXIT_FAILED,
    RunState.CANCELLED: EXIT_CANCELLED,
}


class Command(BaseCommand):
    """`catalogue_migrate <slug> [--source FILE] [--dry-run] [--report FILE]`, or `--all`, or `--resume`."""

    help = (
        "Take in a city's old catalogue and write a JSON report: city, run, rows, outcomes, findings. "
        "Exit codes: 0 done, 1 wrong call, 2 source cannot be read, 3 held for a decision, 4 put off, "
        "5 another process is at work on the city, 6 cancelled."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("slug", nargs="?", help="the city's short name")
        parser.add_argument(
            "--source", type=Path, help="a file, or a folder of tables, to read instead of what the manifest names"
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing but the report")
        parser.add_argument("--report", type=Path, help="where to write the report (default: standard output)")
        parser.add_argument("--all", action="store_true", dest="every", help="every city that has a manifest")
        parser.add_argument("--resume", action="store_true", help="finish the runs whose process is gone")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, report, and exit with what became of it."""
        slug, source = options["slug"], options["source"]
        if sum((slug is not None, options["every"], options["resume"])) != 1:
            raise CommandError("Give a city's short name, or --all, or --resume.")
        if source is not None and slug is None:
            raise CommandError("--source goes with one city.")
        if source is not None and not source.exists():
            raise CommandError(f"There is no file {source}.")
        self._quiet = options["verbosity"] == 0
        if options["resume"]:
            reports = [self._carry_out(run_id) for run_id in due_runs(patience=timedelta())]
        else:
            take = self._one if slug is not None else self._one_of_all
            slugs = all_slugs() if slug is None else [slug]
            reports = [take(each, source, dry=options["dry_run"]) for each in slugs]
        self._write(reports if slug is None else reports[0], options["report"])
        worst = max((report.pop("_exit") for report in reports), default=0)
        if worst:
            sys.exit(worst)

    def _one_of_all(self, slug: str, source: None, *, dry: bool) -> dict[str, Any]:
        """Take in one city of all: what keeps it back is told of it, and keeps back no other."""
        try:
            if not names_source(load(slug)):
                return {"_exit": 0, "city": slug, "state": "no_source"}
            return self._one(slug, source, dry=dry)
        except (DomainError, CommandError) as error:
            refusal = error if isinstance(error, DomainError) else error.__cause__
            code = refusal.code if isinstance(refusal, DomainError) else "refused"
            # A city that has moved is done with for good.
            worst = 0 if code == CUT_OVER_DONE.code else EXIT_FAILED
            return {"_exit": worst, "city": slug, "state": "refused", "error": code, "detail": str(error)}

    def _one(self, slug: str, source: Path | None, *, dry: bool) -> dict[str, Any]:
        try:
            city = self._city(slug, dry=dry)
            if dry:
                return self._dry(city, source)
            left = self._finish_left(slug, source)
            if left is not None:
                return left
            run = intake_start(actor=SYSTEM, city=city, path=source, hand_over=False)
        except DomainError as error:
            if error.error == IMPORT_RUNNING:
                return {"_exit": EXIT_RUNNING, "city": slug, "state": "refused", "error": error.code}
            raise CommandError(str(error)) from error
        return self._carry_out(run.id)

    def _finish_left(self, slug: str, source: Path | None) -> dict[str, Any] | None:
        """Finish what a dead process left of this city; return its report where it reads the very same source."""
        run = open_run(slug)
        if run is None or run.state == RunState.RETRY:
            return None
        report = self._carry_out(run.id)
        same = run.source_path == (str(source.resolve()) if source else "")
        return report if same or report["_exit"] == EXIT_RUNNING else None

    def _city(self, slug: str, *, dry: bool) -> City:
        city = City.objects.select_related("region").filter(slug=slug).first()
        if city is None and dry:
            raise CommandError(f"{slug} is not registered; a dry run registers no city.")
        return city or city_register(manifest=load(slug), actor=SYSTEM)

    def _dry(self, city: City, source: Path | None) -> dict[str, Any]:
        try:
            report = intake_dry_run(city=city, path=source, progress=self._progress(city.slug))
        except AdapterError as error:
            state = RunState.FAILED if error.permanent else RunState.RETRY
            return {"_exit": EXITS[state], "city": city.slug, "state": state, "dry_run": True, **failed_facts(error)}
        return {"_exit": EXITS[RunState(report["state"])], **report}

    def _carry_out(self, run_id: Any) -> dict[str, Any]:
        slug = IntakeRun.objects.values_list("city__slug", flat=True).get(pk=run_id)
        run = intake_run(run_id=run_id, progress=self._progress(slug))
        if run.state not in EXITS:
            return {"_exit": EXIT_RUNNING, "city": slug, "run": str(run_id), "state": run.state}
        return {"_exit": EXITS[RunState(run.state)], **run.report}

    def _write(self, report: Any, target: Path | None) -> None:
        shown = [without_exit(each) for each in report] if isinstance(report, list) else without_exit(report)
        text = json.dumps(shown, ensure_ascii=False, indent=2)
        if target is None:
            self.stdout.write(text)
        else:
            target.write_text(f"{text}\n", encoding="utf-8")

    def _progress(self, slug: str) -> Any:
        last, begun = 0.0, (RunPhase.READING, time.monotonic(), 0)

        def tell(phase: RunPhase, done: int, total: int | None) -> None:
            nonlocal last, begun
            at = time.monotonic()
            if phase != begun[0]:
                begun = (phase, at, done)
            if self._quiet or (at - last < 1 and done != total):
                return
            last = at
            line = f"{slug}: {phase.label}: {done:,}"
            if total is not None:
                line += f" / {total:,}"
                pace = (done - begun[2]) / (at - begun[1]) if at > begun[1] else 0
                if pace and done < total:
                    line += _(", about %(seconds)d s left") % {"seconds": round((total - done) / pace)}
            self.stderr.write(line)

        return tell


def without_exit(report: dict[str, Any]) -> dict[str, Any]:
    """Return the report as it is written, in the order in which a person reads it."""
    named = {name: report[name] for name in ORDER if name in report}
    return named | {name: value for name, value in sorted(report.items()) if name not in (*ORDER, "_exit")}


def failed_facts(error: AdapterError) -> dict[str, Any]:
    """Return what a dry run says of a source that cannot be read."""
    findings: dict[str, int] = {}
    for finding in error.findings:
        findings[finding.code] = findings.get(finding.code, 0) + 1
    return {"error": error.code, "rows": 0, "outcomes": {}, "findings": findings or {error.code: 1}, "retired": 0}
