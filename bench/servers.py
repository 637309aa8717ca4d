"""The two servers under measurement: granian with the same number of workers and threads, on free ports."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0
OURS = "services_portal.wsgi:application"
FLOOR = "bench.floor:application"


@contextmanager
def serving(target: str, database_url: str, extra: Mapping[str, str] | None = None) -> Iterator[int]:
    """Serve ``target`` from ``database_url`` and yield the port; the server ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    command += ["--workers", "1", "--blocking-threads", "1", "--host", "127.0.0.1", "--port", str(port), target]
    environment = {**os.environ, "DATABASE_URL": database_url, "PORTAL_DEBUG": "0", "PORTAL_LOG_LEVEL": "WARNING"}
    environment.update(PORTAL_DEMONSTRATION="1", PYTHONPATH=str(ROOT), PYTHONWARNINGS="ignore", **(extra or {}))
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        _await(process, port)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")
