"""Engines under a PORTAL_HOME of their own, held by real processes that can be told to leave or be killed."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from random import SystemRandom

from services_portal.kernel.engines import locks, processes
from services_portal.kernel.engines.places import Places
from services_portal.kernel.engines.servers import SERVERS, Postgres, Redis

ROOT = Path(__file__).resolve().parents[3]
HOLDER = """
import sys
from services_portal.kernel import engines
urls = engines.attach()
print(urls.database_url, urls.redis_url, flush=True)
sys.stdin.read()
engines.detach()
"""


class Holder:
    """A process that attaches, and leaves when told."""

    def __init__(self, home: Path, **environment: str) -> None:
        kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
        kept |= {"PORTAL_HOME": str(home), "PORTAL_ENGINES_DURABLE": "0", "PORTAL_REDIS_DATABASE": "0"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLDER],
            cwd=ROOT,
            env=kept | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def urls(self) -> list[str]:
        """Wait until it is attached; return the two addresses."""
        assert self.process.stdout is not None and self.process.stderr is not None
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        return line.split()

    def leave(self) -> None:
        """Tell it to leave and wait for its end."""
        _out, errors = self.process.communicate("")
        assert self.process.returncode == 0, errors

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.communicate()


def free_port() -> int:
    """Return a port that nobody has, from below those that the kernel gives to clients: none gets it meanwhile."""
    lowest_of_clients = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    while True:
        port = SystemRandom().randrange(1024, max(lowest_of_clients, 2048))
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def await_end(pid: int) -> None:
    """Return when the process has gone."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        assert select.select([descriptor], [], [], 60)[0], f"{pid} is still there"
    finally:
        os.close(descriptor)


def kill(pid: int) -> None:
    """kill -9, and wait until it has worked."""
    descriptor = os.pidfd_open(pid)
    os.kill(pid, signal.SIGKILL)
    assert select.select([descriptor], [], [], 60)[0]
    os.close(descriptor)


def look_until_met(lock: Path, process: subprocess.Popen[str]) -> None:
    """Take ``lock`` exclusively when it is given, and keep it until ``process`` waits for it or has ended."""
    descriptor = locks.take(lock)
    waits = f"-> FLOCK  ADVISORY  READ {process.pid} "
    while process.poll() is None and waits not in Path("/proc/locks").read_text():
        os.sched_yield()
    os.close(descriptor)


class Instance:
    """What a test asks about one PORTAL_HOME."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.places = Places(home)
        self.postgres = Postgres(self.places)
        self.redis = Redis(self.places)
        self._holders: list[Holder] = []

    def holder(self, **environment: str) -> Holder:
        self._holders.append(Holder(self.home, **environment))
        return self._holders[-1]

    def keeper(self, engine: str) -> int:
        return int(locks.EngineLocks(self.places.run, engine).keeper.read_text())

    def await_keepers_end(self) -> None:
        for engine in SERVERS:
            os.close(locks.take(locks.EngineLocks(self.places.run, engine).keeper))

    def heads(self, engine: str) -> list[int]:
        """The server processes that are not children of another one."""
        server = {"postgres": self.postgres, "redis": self.redis}[engine]
        found = processes.working_in(server.data, server.program)
        return [pid for pid, parent in found.items() if parent not in found]

    def close(self) -> None:
        for holder in self._holders:
            if holder.process.poll() is None:
                holder.kill()
        if self.places.run.exists():
            self.await_keepers_end()
        for server in (self.postgres, self.redis):
            processes.clear(server.data, server.program, server.polite, server.patience)
        shutil.rmtree(self.places.short, ignore_errors=True)
