"""The image's commands, run as compose runs them, without Docker."""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest

from tests.docker.test_compose import COMPOSE, DOCKER, OURS, ROOT
from tests.kernel.engines.conftest import instance, make_instance, open_folder
from tests.kernel.engines.harness import Instance, free_port

pytestmark = pytest.mark.long

__all__ = ["instance", "make_instance", "open_folder"]


@pytest.fixture
def environment(instance: Instance, tmp_path: Path) -> dict[str, str]:
    """The environment of compose's `web`, with this machine's addresses and folders instead of the containers'."""
    database_url, redis_url = instance.holder().urls()
    (tmp_path / "secrets").mkdir()
    subprocess.run([DOCKER / "make-secrets.sh", str(tmp_path)], check=True)
    (tmp_path / "secrets" / "database_url").chmod(0o644)
    (tmp_path / "secrets" / "database_url").write_text(database_url)
    given = {
        name: re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", str(value)).replace("/run/secrets", str(tmp_path / "secrets"))
        for name, value in OURS["web"]["environment"].items()
    }
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    home = {"PORTAL_HOME": str(tmp_path / "home"), "PORTAL_STATIC_ROOT": str(tmp_path / "static")}
    port = str(free_port())
    (tmp_path / "static").mkdir()
    return given | home | {"PATH": path, "REDIS_URL": redis_url, "PORT": port, "PORTAL_HOST": "127.0.0.1"}


def _run(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [DOCKER / "start.sh", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def web(environment: dict[str, str]) -> Iterator[HTTPConnection]:
    done = _run(environment, *OURS["setup"]["command"])
    assert done.returncode == 0, done.stderr
    process = subprocess.Popen([DOCKER / "start.sh", *OURS["web"]["command"]], cwd=ROOT, env=environment)
    connection = HTTPConnection("127.0.0.1", int(environment["PORT"]), timeout=30)
    descriptor = os.pidfd_open(process.pid)
    while not select.select([descriptor], [], [], 0.05)[0]:
        with contextlib.suppress(ConnectionRefusedError):
            connection.connect()
            break
    os.close(descriptor)
    yield connection
    connection.close()
    process.terminate()
    process.wait()


def test_set_up_and_web_serve_production(web: HTTPConnection, environment: dict[str, str]) -> None:
    web.request("GET", "/healthz/ready")
    answer = web.getresponse()
    assert answer.status == 200
    assert json.loads(answer.read())["checks"]["migrations"] == {"ok": True, "pending": 0}
    with psycopg.connect(Path(environment["DATABASE_URL_FILE"]).read_text()) as connection:
        assert connection.execute("select count(*) from django_migrations").fetchone() != (0,)
    web.request("GET", "/problems/")
    redirect = web.getresponse()
    redirect.read()
    assert (redirect.status, redirect.headers["Location"]) == (400, None)
    web.request("GET", "/problems/", headers={"Host": "localhost"})
    redirect = web.getresponse()
    redirect.read()
    assert (redirect.status, redirect.headers["Location"]) == (301, "https://localhost/problems/")
    web.request("GET", "/problems/", headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
    page = web.getresponse()
    page.read()
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_set_up_refuses_a_wildcard_host(environment: dict[str, str]) -> None:
    done = _run(environment | {"PORTAL_ALLOWED_HOSTS": "*"}, "setup")
    assert done.returncode == 1
    assert "portal.E007" in done.stderr


def test_an_unknown_role_is_refused(environment: dict[str, str]) -> None:
    done = _run(environment, "wep")
    assert (done.returncode, done.stderr) == (64, "start.sh: unknown role 'wep'\n")


def test_secrets_are_made_once_and_kept(tmp_path: Path) -> None:
    shutil.copy(DOCKER / "make-secrets.sh", tmp_path)
    subprocess.run([tmp_path / "make-secrets.sh"], check=True)
    first = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert first.keys() == COMPOSE["secrets"].keys()
    assert len(set(first.values())) == len(first)
    subprocess.run([tmp_path / "make-secrets.sh"], check=True)
    assert {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()} == first
