"""`manage.py portal` as a newcomer meets it: a ready line, and nothing left after the end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.kernel.engines.harness import ROOT, Instance, await_end
from tests.kernel.supervisor.portal import Portal

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def home() -> Iterator[Instance]:
    """One home for all of them: the first start sets it up, the later ones find it however the last has left it."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        instance = Instance(Path(folder) / "home")
        yield instance
        instance.close()


@pytest.fixture
def portal(home: Instance) -> Iterator[Portal]:
    running = Portal(home)
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.communicate()


def test_it_says_one_ready_line_keeps_others_off_its_home_and_ends_everything_on_ctrl_c(portal: Portal) -> None:
    line = portal.await_ready()
    assert line.startswith(f"portal   | ready at http://127.0.0.1:{portal.port}/")
    asked = HTTPConnection("127.0.0.1", portal.port)
    asked.request("GET", "/healthz/ready")
    answer = asked.getresponse()
    assert answer.status == 200
    assert json.loads(answer.read())["status"] == "ok"
    asked.close()
    second = portal.start()
    _out, errors = second.communicate()
    assert second.returncode == 1
    assert errors == f"CommandError: The portal is running already on {portal.instance.home}.\n"
    members = portal.members()
    commands = " ".join(members.values())
    for words in (
        "granian",
        "services_portal.asgi",
        "celery --app services_portal.celery --quiet worker",
        "beat",
        "outbox_relay",
        "keeper",
    ):
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


def test_a_port_in_use_is_named(home: Instance) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
        port = str(taken.getsockname()[1])
        environment |= {"PORTAL_HOME": str(home.home), "PORT": port}
        environment |= {"DJANGO_SETTINGS_MODULE": "services_portal.settings"}
        command = [sys.executable, "manage.py", "portal", "--without-seeds"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"127.0.0.1:{port} cannot be used (Address already in use); choose another PORT." in done.stderr
