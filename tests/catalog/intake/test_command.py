"""``manage.py catalogue_migrate``: its report and its exit codes; what workers and beat do."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalog.intake.selectors import due_runs, run_findings, run_progress, run_rows, waiting_rows
from catalog.models import CutOverStep, IntakeRun, RunState, Service
from catalog.services import intake_start
from catalog.tasks import resume_intakes, run_intake
from services_portal.celery import app as celery
from services_portal.kernel.actor import ANONYMOUS, SYSTEM
from tests.catalog.intake.conftest import Made
from tests.catalog.intake.digests import digests


def migrate(*arguments: str, **options: Any) -> tuple[int, Any]:
    """Call the command and return its exit code and its report."""
    printed = StringIO()
    code = 0
    try:
        call_command("catalogue_migrate", *arguments, verbosity=0, stdout=printed, **options)
    except SystemExit as end:
        code = int(end.code or 0)
    text = printed.getvalue()
    return code, json.loads(text) if text else None


def test_the_report_says_city_run_rows_outcomes_and_findings(made: Made, tmp_path: Path) -> None:
    rows = made.rows(4)
    rows[3]["title"] = ""
    made.write(rows)
    target = tmp_path / "report.json"
    assert migrate("testing", "--report", str(target)) == (0, None)
    report = json.loads(target.read_text(encoding="utf-8"))
    assert list(report)[:4] == ["city", "run", "state", "dry_run"]
    run = IntakeRun.objects.get()
    assert {name: report[name] for name in ("city", "run", "rows", "outcomes", "findings", "retired")} == {
        "city": "testing",
        "run": str(run.id),
        "rows": 4,
        "outcomes": {"created": 3, "rejected": 1},
        "findings": {"title.empty": 1},
        "retired": 0,
    }
    assert report["examples"]["title.empty"] == [{"row": 4, "old_id": "T-0000003", "field": "title", "evidence": ""}]


def test_a_dry_run_reports_and_writes_nothing(made: Made) -> None:
    made.write(made.rows(3))
    before = digests()
    code, report = migrate("testing", "--dry-run")
    assert (code, report["outcomes"], report["run"], report["dry_run"]) == (0, {"created": 3}, None, True)
    assert digests() == before
    assert not IntakeRun.objects.exists()


def test_a_source_given_by_hand_is_read_instead_of_the_manifests(made: Made, tmp_path: Path) -> None:
    made.write(made.rows(5))
    other = tmp_path / "other.csv"
    made.write(made.rows(2)).rename(other)
    code, report = migrate("testing", "--source", str(other))
    assert (code, report["rows"], report["source"]) == (0, 2, "other.csv")


def test_exit_codes_tell_what_became_of_it(made: Made) -> None:
    assert migrate("testing")[0] == 2
    assert migrate("testing", "--dry-run")[0] == 2
    rows = made.rows(10)
    made.write(rows)
    assert migrate("testing")[0] == 0
    made.write(rows[:5])
    code, report = migrate("testing")
    assert (code, report["state"], report["findings"]) == (3, "held", {"source.shrunk": 1})


@pytest.mark.parametrize(
    "arguments", [(), ("testing", "--all"), ("--resume", "--all"), ("--all", "--source", "x"), ("nowhere",)]
)
def test_a_wrong_call_is_refused(made: Made, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        migrate(*arguments)


def test_of_all_cities_one_that_is_kept_back_keeps_back_no_other(made: Made, settings: Any) -> None:
    settings.PORTAL_CITY_DIRS = [made.folder]
    made.write(made.rows(2))
    sound = (made.folder / "testing.toml").read_text(encoding="utf-8")
    (made.folder / "broken.toml").write_text(sound.replace('slug = "testing"', 'slug = "other"'), encoding="utf-8")
    code, reports = migrate("--all")
    assert (code, [(each["city"], each["state"]) for each in reports]) == (
        2,
        [("broken", "refused"), ("testing", "done")],
    )
    assert reports[0]["error"] == "bad_manifest"
    assert Service.objects.published().count() == 2


def test_of_all_cities_one_that_has_moved_or_names_no_source_is_left_alone(made: Made, settings: Any) -> None:
    settings.PORTAL_CITY_DIRS = [made.folder]
    CutOverStep.objects.create(city=made.city, source="portal", target="redirected", taken_by="system")
    text = (made.folder / "testing.toml").read_text(encoding="utf-8")
    silent = "\n".join(line for line in text.splitlines() if not line.startswith("path ="))
    (made.folder / "uploads.toml").write_text(silent.replace('"testing"', '"uploads"'), encoding="utf-8")
    code, reports = migrate("--all")
    assert (code, [(each["city"], each["state"], each.get("error")) for each in reports]) == (
        0,
        [("testing", "refused", "cut_over_done"), ("uploads", "no_source", None)],
    )
    assert IntakeRun.objects.count() == 0


def test_a_worker_takes_a_run_and_beat_takes_what_was_left(made: Made) -> None:
    made.write(made.rows(2))
    run = intake_start(actor=SYSTEM, city=made.city, hand_over=False)
    run_intake(str(run.id))
    run.refresh_from_db()
    assert run.state == RunState.DONE
    left = intake_start(actor=SYSTEM, city=made.city, hand_over=False)
    # A worker has been asked; beat gives it ten seconds.
    assert due_runs() == []
    IntakeRun.objects.filter(pk=left.pk).update(updated_at=timezone.now() - timedelta(minutes=1))
    assert due_runs() == [left.id]
    celery.control.purge()
    resume_intakes()
    with celery.connection_for_read() as broker, closing(broker.SimpleQueue("celery")) as queue:
        message = queue.get(timeout=5)
        message.ack()
    assert message.headers["task"] == run_intake.name
    assert message.payload[0] == [str(left.id)]
    run_intake(*message.payload[0])
    left.refresh_from_db()
    assert (left.state, left.outcomes) == (RunState.DONE, {"unchanged": 2})


def test_beat_knows_the_task() -> None:
    assert project.CELERY_BEAT_SCHEDULE["resume-intakes"]["task"] == resume_intakes.name


def test_progress_rows_and_findings_are_shown_to_who_may_see_them(made: Made) -> None:
    rows = made.rows(3)
    rows[1].update(title="没有这样的事项", item_code="")
    run = made.take(rows)
    progress = run_progress(SYSTEM, run.id)
    assert progress is not None
    assert (progress.percent, progress.done, progress.total, progress.is_settled) == (100, 3, 3, True)
    assert [row.number for row in run_rows(SYSTEM, run.id, "queued")] == [2]
    assert [finding.rule for finding in run_findings(SYSTEM, run.id)] == ["match.none"]
    assert [record.old_id for record in waiting_rows(SYSTEM, "testing")] == ["T-0000001"]
    assert run_progress(ANONYMOUS, run.id) is None
    assert list(run_rows(ANONYMOUS, run.id)) == list(waiting_rows(ANONYMOUS)) == []
    assert Service.objects.published().count() == 2
