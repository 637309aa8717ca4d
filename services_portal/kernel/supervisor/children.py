"""A child process: in a process group of its own, its output marked with its name, never outliving us."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from services_portal.kernel.engines.processes import die_with_parent

NAME_WIDTH = 8
CHUNK = 65536  # what a pipe holds


@dataclass(frozen=True)
class Program:
    """What to run, under which name."""

    name: str
    command: Sequence[str]
    folder: Path | None = None


class Child:
    """A running program. Spawn it from the main thread: the kernel ties its death to the thread that made it."""

    def __init__(self, program: Program, out: BinaryIO) -> None:
        self.name = program.name
        self._mark = f"{program.name:<{NAME_WIDTH}} | ".encode()
        self._out = out
        self._unfinished = b""
        self._process = subprocess.Popen(  # noqa: S603
            list(program.command),
            cwd=program.folder,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # A group of its own: Ctrl-C at the terminal is ours to pass on, and what it leaves behind can be ended.
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
        assert self._process.stdout is not None  # noqa: S101 - PIPE was asked for
        self.output = self._process.stdout.fileno()
        os.set_blocking(self.output, False)
        self.pidfd = os.pidfd_open(self._process.pid)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def result(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        return self._process.poll()

    def forward(self) -> bool:
        """Pass on what it has said, whole lines at a time; return whether more may come.

        One read, which empties a pipe, and no more: who never stops talking must not keep us from the others.
        """
        try:
            chunk = os.read(self.output, CHUNK)
        except BlockingIOError:
            return True
        *lines, self._unfinished = (self._unfinished + chunk).split(b"\n")
        self._say(lines)
        if not chunk or len(self._unfinished) > CHUNK:
            self._finish_line()
        return bool(chunk)

    def _finish_line(self) -> None:
        if self._unfinished:
            self._say([self._unfinished])
            self._unfinished = b""

    def _say(self, lines: list[bytes]) -> None:
        # A terminal that has gone away must not keep us from ending what we started.
        with contextlib.suppress(OSError):
            self._out.writelines(self._mark + line + b"\n" for line in lines)
            self._out.flush()

    def stop(self) -> None:
        """Ask it to end."""
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()

    def kill_group(self) -> None:
        """End it, and whatever it started, at once. Safe to call when all of it has gone."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """After its end: end what it left, pass on its last words, give the descriptors back."""
        self.kill_group()
        self._process.wait()
        self.forward()
        self._finish_line()
        os.close(self.pidfd)
        if self._process.stdout is not None:
            self._process.stdout.close()
