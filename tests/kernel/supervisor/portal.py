"""The whole portal as one process of its own, on a PORTAL_HOME and a port of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.kernel.engines.harness import ROOT, Instance, free_port


class Portal:
    """One run of the command on a PORTAL_HOME of its own."""

    def __init__(self, instance: Instance, **environment: str) -> None:
        self.instance = instance
        self.port = free_port()
        self.environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
        self.environment |= {
            "PORTAL_HOME": str(instance.home),
            "PORT": str(self.port),
            "PORTAL_SOCKET_PORT": str(free_port()),
            "DJANGO_SETTINGS_MODULE": "services_portal.settings",
            "PORTAL_REDIS_DATABASE": "0",
            "PORTAL_WEB_WORKERS": "1",
            "PORTAL_WORKER_PROCESSES": "1",
            **environment,
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
        """The process of this command that is not started by another one of it."""
        found = {pid for pid, command in self.members().items() if words in command}
        [head] = [pid for pid in found if _parent(pid) not in found]
        return head


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
