"""The keeper: a small process that minds one engine for as long as any process is attached.

It is the server's parent, starts it again when it crashes, and waits in the kernel for the exclusive lock on
``holders``: that is granted exactly when the last attached process has gone, cleanly or by ``kill -9``. If the keeper
itself is killed, the kernel tells the server to stop.

    python -m services_portal.kernel.engines.keeper <engine> <home> <durable 0|1> <descriptor to report readiness on>
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from queue import SimpleQueue
from typing import IO

from services_portal.kernel.engines import locks, processes
from services_portal.kernel.engines.errors import EngineError
from services_portal.kernel.engines.places import Places
from services_portal.kernel.engines.servers import SERVERS, Server

START_PATIENCE = 120.0  # crash recovery of a large write-ahead log takes its time
CRASHES_ALLOWED = 5
CRASH_WINDOW = 60.0
LOG_KEPT = 10_000_000


class Keeper:
    """Minds one server. All of it happens in the main thread; two small threads only wait."""

    def __init__(self, server: Server, report: int) -> None:
        self._server = server
        self._locks = locks.EngineLocks(server.places.run, server.name)
        self._events: SimpleQueue[str] = SimpleQueue()
        self._report = report
        self._own = -1
        self._log = self._open_log()

    def _open_log(self) -> IO[bytes]:
        path = self._server.places.log / f"{self._server.name}.log"
        if path.exists() and path.stat().st_size > LOG_KEPT:
            path.replace(path.with_suffix(".log.1"))
        return path.open("ab", buffering=0)

    def run(self) -> None:
        """Start the server, mind it, stop it. Raises EngineError when it cannot be started or keeps crashing."""
        self._own = locks.take(self._locks.keeper)  # free but for a passing look: our starter holds ``transition``
        os.ftruncate(self._own, 0)
        os.write(self._own, str(os.getpid()).encode())
        holders = locks.open_lock(self._locks.holders)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        for asked in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asked, lambda *_: self._events.put("stop"))
        self._server.prepare()
        process = self._start()
        self._say("ready")
        threading.Thread(target=self._wait_for_nobody, args=(holders,), daemon=True).start()
        crashes: list[float] = []
        while self._events.get() == "died":
            crashes = [at for at in crashes if at > time.monotonic() - CRASH_WINDOW] + [time.monotonic()]
            if len(crashes) > CRASHES_ALLOWED:
                raise EngineError(f"{self._server.name} crashed {len(crashes)} times within a minute.")
            self._note(f"{self._server.name} ended with {process.returncode}; starting it again")
            self._server.clear_leftovers()
            self._server.prepare()
            process = self._start()
        self._stop(process)

    def _start(self) -> subprocess.Popen[bytes]:
        server = self._server
        process = processes.spawn(
            server.command(), cwd=server.data, account=server.places.account, log=self._log, death=server.polite
        )
        deadline = time.monotonic() + START_PATIENCE
        while not server.healthy():
            if process.poll() is not None:
                raise EngineError(f"{server.name} ended with {process.returncode} while starting.\n{self._log_tail()}")
            if time.monotonic() > deadline:
                process.kill()
                raise EngineError(f"{server.name} did not answer within {START_PATIENCE:.0f} seconds.")
            time.sleep(0.02)
        threading.Thread(target=self._wait_for_end, args=(process,), daemon=True).start()
        return process

    def _wait_for_end(self, process: subprocess.Popen[bytes]) -> None:
        process.wait()
        self._events.put("died")

    def _wait_for_nobody(self, holders: int) -> None:
        while True:
            fcntl.flock(holders, fcntl.LOCK_EX)  # granted when the last holder has gone
            fcntl.flock(holders, fcntl.LOCK_UN)
            if not os.fstat(self._own).st_nlink:
                self._events.put("unheld")  # the whole home was deleted: nobody can find us again
                return
            transition = locks.take(self._locks.transition)
            # From here nobody can attach; whoever slipped in between holds the lock, and we go on minding.
            if locks.is_free(self._locks.holders):
                self._events.put("unheld")
                return
            os.close(transition)

    def _stop(self, process: subprocess.Popen[bytes]) -> None:
        for asked, patience in ((self._server.polite, self._server.patience), (signal.SIGQUIT, 5.0)):
            process.send_signal(asked)
            try:
                process.wait(patience)
                return
            except subprocess.TimeoutExpired:
                self._note(f"{self._server.name} did not stop on {asked.name}")
        process.kill()
        process.wait()

    def _say(self, line: str) -> None:
        try:
            os.write(self._report, line.encode())
            os.close(self._report)
        except OSError:
            self._note("nobody waits for the report")  # the starter was killed meanwhile; the lock will tell

    def fail(self, error: BaseException) -> None:
        """Tell the waiting starter, and the log, why there is no engine."""
        self._note(str(error))
        self._say(f"error: {error}")

    def _note(self, line: str) -> None:
        self._log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} keeper: {line}\n".encode())

    def _log_tail(self) -> str:
        path = Path(self._log.name)
        return "\n".join(path.read_text(errors="replace").splitlines()[-8:])


def main(arguments: list[str]) -> None:
    """Leave the starter's family, then mind the engine."""
    name, home, durable, report = arguments
    if os.fork():
        os._exit(0)  # the starter waits for this one; the keeper belongs to nobody who could forget it
    os.chdir("/")
    server = SERVERS[name](Places(Path(home)), durable == "1")
    keeper = Keeper(server, int(report))
    try:
        keeper.run()
    except Exception as error:
        keeper.fail(error)
        os._exit(1)
    os._exit(0)  # not through the interpreter's shutdown: a thread may wait in the kernel for a lock


if __name__ == "__main__":
    main(sys.argv[1:])
