"""kill -9 of any process in the middle of an import: the next start finishes it, no row lost or doubled."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.drills.lay_out import ROWS
from tests.kernel.engines.harness import ROOT, Instance, await_end
from tests.kernel.supervisor.portal import Portal

pytestmark = pytest.mark.long

VICTIMS = {
    "worker": "--quiet worker",
    "web": "services_portal.wsgi",
    "relay": "outbox_relay",
    "beat": "--quiet beat",
    "postgres": "keeper postgres",
}
PATIENCE = 60_000
PROGRESS = "SELECT r.state, r.done_rows FROM catalog_intakerun r JOIN cities_city c ON c.id = r.city_id WHERE slug = %s"


class Drill:
    """The drilled portal, started as often as it is brought down."""

    def __init__(self, instance: Instance, folder: Path) -> None:
        self.instance = instance
        self.folder = folder
        self.portal = self.start()
        self.beside = self.begin()

    def start(self) -> Portal:
        portal = Portal(self.instance, PORTAL_CITY_DIRS=str(self.folder), PORTAL_WEB_WORKERS="1")
        portal.await_ready()
        return portal

    def begin(self) -> subprocess.Popen[str]:
        """Start the process that gives orders; its own home keeps it from being taken for a part of the portal."""
        environment = self.portal.environment | self.engines() | {"PORTAL_HOME": str(self.folder.parent / "beside")}
        command = [sys.executable, "-m", "tests.drills.lay_out"]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True)

    def run(self, *words: str) -> Any:
        """Have an order carried out, and return the answer."""
        assert self.beside.stdin is not None and self.beside.stdout is not None
        self.beside.stdin.write(json.dumps(words) + "\n")
        self.beside.stdin.flush()
        return json.loads(self.beside.stdout.readline())

    def end(self) -> None:
        """End both, in the order in which they need each other."""
        self.beside.communicate()
        self.portal.process.send_signal(signal.SIGINT)
        self.portal.process.communicate()

    def engines(self) -> dict[str, str]:
        run = f"{self.instance.places.sockets}"
        return {
            "DATABASE_URL": f"postgresql://portal@/portal?host={run}",
            "REDIS_URL": f"unix://{run}/redis.sock?db=0",
        }

    def await_progress(self, slug: str, enough: Callable[[str, int], bool]) -> tuple[str, int]:
        """Ask the database again and again until the run has come so far; it answers at its own pace."""
        with psycopg.connect(self.engines()["DATABASE_URL"], autocommit=True) as connection:
            for _ in range(PATIENCE):
                row = connection.execute(PROGRESS, [slug]).fetchone()
                if row and enough(*row):
                    return row
                connection.execute("SELECT pg_sleep(0.002)")
        raise AssertionError(f"the import of {slug} came to a standstill at {row}")

    def bring_down(self, words: str) -> None:
        members = self.portal.members()
        os.kill(self.portal.pid_of(words), signal.SIGKILL)
        self.portal.process.communicate()
        assert self.portal.process.returncode == 1
        for pid in members:
            await_end(pid)


@pytest.fixture
def drill(instance: Instance, open_folder: Path) -> Iterator[Drill]:
    folder = open_folder / "cities"
    folder.mkdir()
    drill = Drill(instance, folder)
    try:
        drill.run("lay_out", str(folder), *VICTIMS)
        yield drill
    finally:
        drill.end()


@pytest.mark.timeout(900)
def test_every_process_is_killed_in_turn_and_every_import_ends_whole(drill: Drill, subtests: Any) -> None:
    for name, words in VICTIMS.items():
        with subtests.test(name):
            drill.run("start", name)
            state, done = drill.await_progress(name, lambda state, done: state == "done" or done > 0)
            assert (state, 0 < done < ROWS) == ("running", True), "the import was over before the kill"
            drill.bring_down(words)
            drill.portal = drill.start()
            drill.await_progress(name, lambda state, done: state == "done")
            assert drill.run("count", name) == {
                "state": "done",
                "outcomes": {"created": ROWS},
                **dict.fromkeys(["services", "codes", "records", "aliases", "staged", "events"], ROWS),
            }
