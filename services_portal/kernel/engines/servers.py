"""The two engines: how each is prepared, started, asked for its health, and stopped."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from services_portal.kernel.engines import binaries, processes
from services_portal.kernel.engines.places import Places

DATABASE = "portal"
REDIS_DATABASES = 64


@dataclass(frozen=True)
class Server(ABC):
    """One engine of one PORTAL_HOME. ``durable`` off trades safety against a power cut for speed: tests only."""

    name: ClassVar[str]
    program: ClassVar[str]
    polite: ClassVar[signal.Signals]
    patience: ClassVar[float] = 30.0

    places: Places
    durable: bool = True

    @property
    @abstractmethod
    def data(self) -> Path:
        """The folder that the engine works in."""

    @property
    @abstractmethod
    def url(self) -> str:
        """The address for clients."""

    @abstractmethod
    def prepare(self) -> None:
        """Make the data folder when it is not there; end what a crash left behind."""

    @abstractmethod
    def command(self) -> list[str]:
        """The command line, to be run in :attr:`data`."""

    @abstractmethod
    def healthy(self) -> bool:
        """Whether a client would be served now."""

    def clear_leftovers(self) -> None:
        """End servers of an earlier keeper that still work in our data folder."""
        processes.clear(self.data, self.program, self.polite, self.patience)


class Postgres(Server):
    """PostgreSQL from the wheel, listening on a unix socket only."""

    name = "postgres"
    program = "postgres"
    polite = signal.SIGINT  # "fast": open transactions are rolled back, a checkpoint is written

    @property
    def data(self) -> Path:
        return self.places.home / "postgres" / "data"

    @property
    def url(self) -> str:
        return f"postgresql://{DATABASE}@/{DATABASE}?host={quote(str(self.places.sockets), safe='/')}"

    @property
    def _bin(self) -> Path:
        written_by = self.data / "PG_VERSION"
        release = int(written_by.read_text()) if written_by.exists() else None
        _release, install = binaries.postgres_install(release)
        return binaries.for_account(install, binaries.POSTGRES_PACKAGE, self.places) / "bin"

    def _data_argument(self, folder: Path) -> str:
        # An account that may not walk to PORTAL_HOME is put there before it takes over, and can name no other path.
        return str(folder) if self.places.reachable else "/proc/self/cwd"

    def prepare(self) -> None:
        self.places.make_private(self.data.parent)
        if not self.data.exists():
            self._initialise()
        self.clear_leftovers()
        # Nobody works here, so these are stale; their pid may belong to a stranger by now and would stop the start.
        for stale in (self.data / "postmaster.pid", self.places.sockets / ".s.PGSQL.5432.lock"):
            stale.unlink(missing_ok=True)

    def _initialise(self) -> None:
        folder, binary, account = self.data.with_name("unfinished"), self._bin, self.places.account
        processes.clear(folder, self.program, signal.SIGQUIT, self.patience)
        shutil.rmtree(folder, ignore_errors=True)
        self.places.make_private(folder)
        where = self._data_argument(folder)
        options = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        options += ["--auth=trust", f"--username={DATABASE}", "--no-instructions"]
        options += [] if self.durable else ["--no-sync"]
        processes.run([str(binary / "initdb"), "-D", where, *options], cwd=folder, account=account)
        single = [str(binary / "postgres"), "--single", "-D", where, "postgres"]
        processes.run(single, cwd=folder, account=account, text=f"CREATE DATABASE {DATABASE}\n")
        folder.rename(self.data)  # the last step: a half-made cluster is never taken for a whole one

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.places.sockets),
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "shared_buffers": "256MB",
            "work_mem": "16MB",
            "maintenance_work_mem": "128MB",
            "max_wal_size": "2GB",
            "random_page_cost": "1.1",
            "jit": "off",
            "timezone": "UTC",
            "log_min_messages": "warning",
            "log_line_prefix": "%m [%p] ",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return [str(self._bin / "postgres"), "-D", self._data_argument(self.data), *options]

    def healthy(self) -> bool:
        from psycopg import pq  # here, because it loads libpq, and most processes never ask

        asked = f"host='{self.places.sockets}' dbname={DATABASE} user={DATABASE} connect_timeout=5"
        return bool(pq.PGconn.ping(os.fsencode(asked)) == pq.Ping.OK)


@dataclass(frozen=True)
class Redis(Server):
    """Redis from the wheel, listening on a unix socket only, its writes kept in an append-only file."""

    database: int = 0

    name = "redis"
    program = "redis-server"
    polite = signal.SIGTERM

    @property
    def data(self) -> Path:
        return self.places.home / "redis"

    @property
    def _socket(self) -> Path:
        return self.places.sockets / "redis.sock"

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self._socket), safe='/')}?db={self.database}"

    def prepare(self) -> None:
        self.places.make_private(self.data)
        self.clear_leftovers()

    def command(self) -> list[str]:
        install = binaries.for_account(binaries.redis_install(), binaries.REDIS_PACKAGE, self.places)
        settings = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "databases": str(REDIS_DATABASES),
            "daemonize": "no",
            "save": "",
            "appendonly": "yes" if self.durable else "no",
        }
        options = [part for key, value in settings.items() for part in (f"--{key}", value)]
        return [str(install / "bin" / "redis-server"), *options]

    def healthy(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            try:
                line.connect(str(self._socket))
                line.sendall(b"PING\r\n")
                return line.recv(64).startswith(b"+PONG")
            except OSError:
                return False


SERVERS: dict[str, type[Server]] = {server.name: server for server in (Postgres, Redis)}
