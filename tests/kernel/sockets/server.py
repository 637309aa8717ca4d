"""The process that holds the sockets, as `make run` starts it, on the test's own database and Redis."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from services_portal.kernel.outbox.relay import Relay
from tests.kernel.engines.harness import ROOT, free_port

ORIGIN = "http://localhost:8000"
PATIENCE = 30  # of a machine that is busy; nothing here depends on it


class SocketServer:
    """A running server."""

    def __init__(self) -> None:
        self.port = free_port()
        facts = connection.settings_dict
        database = f"postgresql://{facts['USER']}:{quote(facts['PASSWORD'])}@/{facts['NAME']}"
        database += f"?host={quote(facts['HOST'], safe='')}&port={facts['PORT'] or 5432}"
        environment = {name: value for name, value in os.environ.items() if name != "PYTEST_XDIST_WORKER"}
        environment |= {"DATABASE_URL": database, "REDIS_URL": settings.REDIS_URL, "PORT": "8000"}
        command = [sys.executable, "-m", "granian", "--interface", "asginl", "--workers", "1", "--log-level", "warning"]
        command += ["--host", "127.0.0.1", "--port", str(self.port), "services_portal.asgi:application"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)

    def await_ready(self) -> None:
        while not self._answers():
            assert self.process.poll() is None

    def _answers(self) -> bool:
        try:
            return self.get("/healthz/live") == 200
        except ConnectionRefusedError:
            return False

    def get(self, path: str) -> int:
        asked = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            asked.request("GET", path)
            return asked.getresponse().status
        finally:
            asked.close()

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()


class Socket:
    """One open socket, as a client sees it."""

    def __init__(
        self,
        server: SocketServer,
        *,
        cookie: str = "",
        origin: str | None = ORIGIN,
        token: str = "",
        path: str = "/ws/",
    ) -> None:
        self._opening = connect(
            f"ws://127.0.0.1:{server.port}{path}",
            origin=origin,  # type: ignore[arg-type]
            additional_headers={"Cookie": f"sessionid={cookie}"} if cookie else {},
            subprotocols=[Subprotocol("hints.v1"), Subprotocol(f"bearer.{token}")] if token else None,
            open_timeout=PATIENCE,
        )
        self.inner: ClientConnection = self._opening.__enter__()

    def hear(self) -> dict[str, Any]:
        """Return what is said next."""
        return json.loads(self.inner.recv(timeout=PATIENCE))

    def say(self, **what: Any) -> None:
        self.inner.send(json.dumps(what))

    def end(self) -> int:
        """Return the code with which the server closes; whatever it says before does not count."""
        try:
            while True:
                self.inner.recv(timeout=PATIENCE)
        except ConnectionClosed as closed:
            assert closed.rcvd is not None
            return closed.rcvd.code

    def close(self) -> None:
        self._opening.__exit__(None, None, None)


def deliver() -> int:
    """Let the relay hand over what has happened; returns how much."""
    return Relay().drain()
