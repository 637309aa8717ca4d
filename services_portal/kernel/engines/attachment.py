"""Attaching a process to an engine, and leaving it."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from services_portal.kernel.engines import locks
from services_portal.kernel.engines.errors import EngineError
from services_portal.kernel.engines.servers import Server

ATTACH_PATIENCE = 180.0
SOURCES = Path(__file__).resolve().parents[3]


class Attachment:
    """This process's hold on one engine; the kernel lets go of it when the process ends in any way."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._locks = locks.EngineLocks(server.places.run, server.name)
        self._owner = os.getpid()
        server.places.make()
        transition = locks.take(self._locks.transition)
        try:
            self._descriptor = locks.hold(self._locks.holders)
            try:
                self._await_health()
            except BaseException:
                os.close(self._descriptor)
                raise
        finally:
            os.close(transition)

    def _await_health(self) -> None:
        deadline = time.monotonic() + ATTACH_PATIENCE
        while True:
            if locks.is_free(self._locks.keeper):
                self._start_keeper()
            elif self._server.healthy():
                return
            elif time.monotonic() > deadline:
                raise EngineError(f"{self._server.name} is running but does not answer.")
            else:
                time.sleep(0.05)

    def _start_keeper(self) -> None:
        reading, writing = os.pipe()
        places = self._server.places
        try:
            starter = subprocess.Popen(  # noqa: S603
                [
                    sys.executable,
                    "-m",
                    "services_portal.kernel.engines.keeper",
                    self._server.name,
                    str(places.home),
                    "1" if self._server.durable else "0",
                    str(writing),
                ],
                env=os.environ | {"PYTHONPATH": os.pathsep.join([str(SOURCES), *sys.path])},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[writing],
                start_new_session=True,
            )
        finally:
            os.close(writing)
        try:
            starter.wait()
            answer = _read_all(reading, ATTACH_PATIENCE)
        finally:
            os.close(reading)
        if answer != "ready":
            reason = answer.removeprefix("error: ") or f"its keeper ended early, see {places.log}"
            raise EngineError(f"{self._server.name} could not be started: {reason}")

    def attended(self) -> bool:
        """Whether the engine's keeper is alive."""
        return not locks.is_free(self._locks.keeper)

    def leave(self) -> None:
        """Let go; when this was the last hold, return after the engine has stopped."""
        if os.getpid() != self._owner:
            return  # a forked child shares the hold; only its end gives its share back
        try:
            transition = locks.take(self._locks.transition)
        except FileNotFoundError:
            os.close(self._descriptor)  # the home was deleted; the keeper sees that too
            return
        try:
            os.close(self._descriptor)
            if self._others_hold() or locks.is_free(self._locks.keeper):
                return
            os.kill(int(self._locks.keeper.read_text()), signal.SIGTERM)
            os.close(locks.take(self._locks.keeper))
        finally:
            os.close(transition)

    def _others_hold(self) -> bool:
        """Whether another process is attached; asked under ``transition``, after letting go."""
        holders = self._locks.holders
        if locks.is_free(holders):
            return False
        # The keeper takes it for a moment when the last has let go, and is no holder. That moment is waited out here;
        # then it waits for ``transition``, which is ours.
        os.close(locks.hold(holders))
        return not locks.is_free(holders)


def _read_all(descriptor: int, patience: float) -> str:
    received = b""
    deadline = time.monotonic() + patience
    while select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))[0]:
        part = os.read(descriptor, 65536)
        if not part:
            return received.decode()
        received += part
    raise EngineError(f"no answer within {patience:.0f} seconds")
