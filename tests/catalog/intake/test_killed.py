"""``kill -9`` at every stage of an import: the next start finishes it, no row lost or doubled.

A process is held where a trigger of the test's own waits for a lock that the test holds; there it is killed, for real.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.db import connection

from catalog.models import IntakeRun, LegacyAlias, PublishedDocument, Service, ServiceVersion, SourceRecord, StagedRow
from catalog.services import intake_run
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.catalog.intake import generated
from tests.catalog.intake.conftest import Made

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
ROWS = 1200
GATE = 7_700_001
STAGES = {
    "publishing the first chunk": ("catalog_service", "true"),
    "remembering the first chunk": ("catalog_stagedrow", "new.number = 700"),
    "publishing the second chunk": ("catalog_serviceversion", "new.content ->> 'effective_on' = '2023-01-15'"),
    "linking the second chunk": ("catalog_legacyalias", "new.old_id = 'T-0001100'"),
    "writing the lists": ("catalog_itemlisting", "true"),
    "settling the run": ("kernel_auditentry", "new.action = 'catalog.intake.finish'"),
}


@pytest.fixture
def big(city_folder: Path) -> Made:
    """Return a made city whose catalogue takes two chunks."""
    city = generated.make_city(city_folder)
    made = Made(city_folder, city, generated.make_agencies(city, 40), generated.make_items(30))
    made.write(made.rows(ROWS, lambda number: {"effective_on": "2023-01-15"} if number == 1100 else {}))
    return made


@contextmanager
def gate(table: str, condition: str) -> Iterator[None]:
    """Let every other session wait where it inserts such a row into ``table``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
        cursor.execute(
            "CREATE FUNCTION test_gate() RETURNS trigger LANGUAGE plpgsql AS "
            f"'BEGIN PERFORM pg_advisory_xact_lock_shared({GATE}); RETURN new; END'"
        )
        cursor.execute(
            f"CREATE TRIGGER test_gate BEFORE INSERT ON {table} FOR EACH ROW WHEN ({condition}) "
            "EXECUTE FUNCTION test_gate()"
        )
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [GATE])
            await_locks("locktype = 'advisory' AND objid = %s", GATE, there=False)
            cursor.execute(f"DROP TRIGGER test_gate ON {table}")
            cursor.execute("DROP FUNCTION test_gate()")


def await_locks(condition: str, *values: object, there: bool = True) -> None:
    """Ask the database until it has such locks, or none; give up after a minute."""
    # pg_locks tells of every database, and another worker's test waits at a gate of its own.
    ours = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    question = f"SELECT count(*) > 0 FROM pg_locks WHERE {ours} AND {condition}"  # noqa: S608
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(question, values)
            if cursor.fetchone()[0] == there:
                return
    raise AssertionError(f"never came true: {condition}")


def start(made: Made, *arguments: str, command: str = "catalogue_migrate") -> subprocess.Popen[bytes]:
    """Start a management command on the test's own database."""
    given = connection.settings_dict
    port = f"&port={given['PORT']}" if given["PORT"] else ""
    password = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "services_portal.settings",
        "DATABASE_URL": f"postgresql://{given['USER']}{password}@/{given['NAME']}?host={given['HOST']}{port}",
        "REDIS_URL": project.REDIS_URL,
        "PORTAL_HOME": str(project.PORTAL_HOME),
        "PORTAL_CITY_DIRS": str(made.folder),
        "PORTAL_DEBUG": "1",
    }
    line = [sys.executable, "manage.py", command, "-v0", *arguments]
    return subprocess.Popen(line, cwd=project.BASE_DIR, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finish(process: subprocess.Popen[bytes]) -> bytes:
    """Wait for the command and return what it printed."""
    printed, complaint = process.communicate(timeout=120)
    assert process.returncode == 0, complaint.decode()
    return printed


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the process, as the operating system would."""
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL


def assert_whole(made: Made) -> None:
    """Every row once, in every table."""
    run = IntakeRun.objects.get()
    assert (run.state, run.outcomes, run.total_rows) == ("done", {"created": ROWS}, ROWS)
    assert run.report["findings"] == run.findings == {}
    for model in (Service, ServiceVersion, SourceRecord, LegacyAlias, StagedRow):
        assert model.objects.count() == ROWS, model
    assert PublishedDocument.objects.count() == ROWS * 2
    assert Service.objects.filter(listings__city=made.city).distinct().count() == len(made.items)
    assert AuditEntry.objects.filter(action="catalog.intake.finish").count() == 1
    assert OutboxEvent.objects.filter(name="catalog.service_published").count() == ROWS
    assert OutboxEvent.objects.filter(name="catalog.run_finished").count() == 1


@pytest.mark.parametrize("stage", STAGES)
def test_killed_while(big: Made, stage: str) -> None:
    with gate(*STAGES[stage]):
        process = start(big, "testing")
        await_locks("locktype = 'advisory' AND objid = %s AND NOT granted", GATE)
        kill(process)
    printed = StringIO()
    call_command("catalogue_migrate", resume=True, verbosity=0, stdout=printed)
    assert [report["outcomes"] for report in json.loads(printed.getvalue())] == [{"created": ROWS}]
    assert_whole(big)
    assert IntakeRun.objects.get().attempts == 2


UNDOING = {
    "retiring what was made": ("kernel_auditentry", "new.action = 'catalog.service.retire'"),
    "publishing what stood before": ("catalog_serviceversion", "new.number = 3"),
    "remembering what was known": ("catalog_sourcerecord", "true"),
    "settling the roll-back": ("kernel_outboxevent", "new.name = 'catalog.run_finished'"),
}


@pytest.mark.parametrize("stage", UNDOING)
def test_killed_while_rolling_back(big: Made, stage: str) -> None:
    rows = big.rows(ROWS)
    big.take(rows[:1000])
    before = public_services()
    for row in rows[:700]:
        row["effective_on"] = "2023-01-15"
    run = big.take(rows[:990] + rows[1000:])
    assert (run.outcomes, run.retired) == ({"created": 200, "updated": 700, "unchanged": 290}, 10)
    with gate(*UNDOING[stage]):
        process = start(big, str(run.pk), command="catalogue_rollback")
        await_locks("locktype = 'advisory' AND objid = %s AND NOT granted", GATE)
        kill(process)
    call_command("catalogue_migrate", resume=True, verbosity=0, stdout=StringIO())
    back = IntakeRun.objects.get(reverses=run)
    assert (back.state, back.attempts, back.total_rows) == ("done", 2, 910)
    assert public_services() == before
    assert ServiceVersion.objects.filter(number=3).count() == 700
    assert big.take(rows[:1000]).outcomes == {"unchanged": 300, "updated": 700}


def public_services() -> list[tuple[str, str]]:
    """Return each public service by its code, with what it says."""
    found = Service.objects.published().values_list("implementation_code", "current_version__digest")
    return sorted((code or "", digest) for code, digest in found)


@contextmanager
def held_while_reading(made: Made) -> Iterator[subprocess.Popen[bytes]]:
    """Start an import and hold it where it compares the source with what the registry remembers."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE catalog_sourcerecord IN ACCESS EXCLUSIVE MODE")
        process = start(made, "testing")
        try:
            await_locks("relation = 'catalog_sourcerecord'::regclass AND NOT granted")
            yield process
        finally:
            cursor.execute("ROLLBACK")


def test_killed_while_reading(big: Made) -> None:
    with held_while_reading(big) as process:
        kill(process)
    # The same call again is the next start, too: it finishes what was left and tells of it.
    report = json.loads(finish(start(big, "testing")))
    assert report["outcomes"] == {"created": ROWS}
    assert_whole(big)


def test_a_process_that_slept_through_its_lease_writes_nothing_more(big: Made) -> None:
    with held_while_reading(big) as process:
        process.send_signal(signal.SIGSTOP)
    try:
        run = IntakeRun.objects.get()
        # Its session lives, so nobody takes the run from it before its time.
        assert intake_run(run_id=run.id).state == "running"
        IntakeRun.objects.update(lease_until="2020-01-01T00:00:00Z")
        assert intake_run(run_id=run.id).outcomes == {"created": ROWS}
    finally:
        process.send_signal(signal.SIGCONT)
    # Awake again it finds the run settled by another, and tells what became of it.
    assert json.loads(finish(process))["outcomes"] == {"created": ROWS}
    assert_whole(big)
