"""`manage.py portal` as a newcomer meets it: a ready line, and nothing left after the end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.kernel.engines.harness import ROOT, Instance, await_end


class Portal:
    """One run of the command on a PORTAL_HOME of its own."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
        self.environment |= {
            "PORTAL_HOME": str(instance.home),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "services_portal.settings",
            "PORTAL_REDIS_DATABASE": "0",
            "PORTAL_WEB_WORKERS": "1",
            "PORTAL_WORKER_PROCESSES": "1",
        }
        self.process = self.start()
        self.lines: list[str] = []

    def start(self) -> subprocess.Popen[str]:
        command = [sys.executable, "manage.py", "portal", "--without-seeds"]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def await_ready(self) -> str:
        assert self.process.stdout is not None and self.process.stderr is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if line.startswith("portal   | ready"):
                return line
        raise AssertionError("".join(self.lines) + self.process.stderr.read())

    def members(self) -> dict[int, str]:
        """Every process that runs for this PORTAL_HOME, ourselves excepted."""
        wanted = f"PORTAL_HOME={self.instance.home}".encode()
        found = {}
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and wanted in (entry / "environ").read_bytes().split(b"\0"):
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
        engines = [*self.instance.heads("postgres"), *self.instance.heads("redis")]
        return found | dict.fromkeys(engines, "engine")

    def pid_of(self, words: str) -> int:
        return min(pid for pid, command in self.members().items() if words in command)


@pytest.fixture
def portal(instance: Instance) -> Iterator[Portal]:
    running = Portal(instance)
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.communicate()


def test_it_says_one_ready_line_and_ends_everything_on_ctrl_c(portal: Portal) -> None:
    line = portal.await_ready()
    assert line.startswith(f"portal   | ready at http://127.0.0.1:{portal.port}/")
    asked = HTTPConnection("127.0.0.1", portal.port)
    asked.request("GET", "/healthz/ready")
    answer = asked.getresponse()
    assert answer.status == 200
    assert json.loads(answer.read())["status"] == "ok"
    asked.close()
    members = portal.members()
    commands = " ".join(members.values())
    for words in ("granian", "celery --app services_portal.celery --quiet worker", "beat", "outbox_relay", "keeper"):
        assert words in commands
    portal.process.send_signal(signal.SIGINT)
    _out, errors = portal.process.communicate()
    assert (portal.process.returncode, errors) == (0, "")
    for pid in members:
        await_end(pid)


def test_a_worker_that_dies_ends_everything_and_is_named(portal: Portal) -> None:
    portal.await_ready()
    members = portal.members()
    os.kill(portal.pid_of("--quiet worker"), signal.SIGKILL)
    _out, errors = portal.process.communicate()
    assert portal.process.returncode == 1
    assert errors == "CommandError: worker was killed by SIGKILL; the others were ended too.\n"
    for pid in members:
        await_end(pid)


def test_killing_the_command_itself_leaves_no_process(portal: Portal) -> None:
    portal.await_ready()
    members = portal.members()
    portal.process.kill()
    portal.process.communicate()
    for pid in members:
        await_end(pid)


def test_a_second_one_on_the_same_home_is_refused(portal: Portal) -> None:
    portal.await_ready()
    second = portal.start()
    _out, errors = second.communicate()
    assert second.returncode == 1
    assert errors == f"CommandError: The portal is running already on {portal.instance.home}.\n"


def test_a_port_in_use_is_named(instance: Instance) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
        port = str(taken.getsockname()[1])
        environment |= {"PORTAL_HOME": str(instance.home), "PORT": port}
        environment |= {"DJANGO_SETTINGS_MODULE": "services_portal.settings"}
        command = [sys.executable, "manage.py", "portal", "--without-seeds"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"127.0.0.1:{port} cannot be used (Address already in use); choose another PORT." in done.stderr
