"""Processes that run under another account and never outlive the one that minds them."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from services_portal.kernel.engines.errors import EngineError
from services_portal.kernel.engines.places import Account

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(sent: signal.Signals) -> Callable[[], None]:
    """Return what a new child calls before it executes: the kernel will send it ``sent`` when its parent is gone.

    The kernel counts the parent's *thread*, so spawn from the main thread only.
    """
    parent = os.getpid()

    def prepare() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(sent), 0, 0, 0)
        if os.getppid() != parent:  # it went away before the kernel was told
            os._exit(1)

    return prepare


def _identity(account: Account | None) -> dict[str, object]:
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def spawn(
    command: Sequence[str], *, cwd: Path, account: Account | None, log: IO[bytes], death: signal.Signals
) -> subprocess.Popen[bytes]:
    """Start a server under ``account`` in ``cwd`` that gets ``death`` when we die; its output goes to ``log``."""
    return subprocess.Popen(  # type: ignore[call-overload]  # noqa: S603
        command,
        cwd=cwd,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=die_with_parent(death),
        **_identity(account),
    )


def run(command: Sequence[str], *, cwd: Path, account: Account | None, text: str | None = None) -> None:
    """Run a command to its end under ``account``; raises EngineError with its output when it fails."""
    done = subprocess.run(  # type: ignore[call-overload]  # noqa: S603
        command,
        cwd=cwd,
        env=_environment(),
        input=text,
        stdin=subprocess.DEVNULL if text is None else None,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        preexec_fn=die_with_parent(signal.SIGKILL),
        **_identity(account),
    )
    if done.returncode != 0:
        raise EngineError(f"{Path(command[0]).name} failed:\n{done.stdout.strip()}")


def working_in(folder: Path, program: str) -> dict[int, int]:
    """Return pid → parent's pid of every running ``program`` whose working directory is ``folder``.

    This asks the kernel instead of trusting a pid written down in a file, which may be somebody else's by now.
    """
    try:
        wanted = folder.stat()
    except FileNotFoundError:
        return {}
    found: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            there = (entry / "cwd").stat()
            name, _, fields = (entry / "stat").read_text().partition("(")[2].rpartition(")")
        except (OSError, UnicodeDecodeError):
            continue
        state, parent = fields.split()[:2]
        if (there.st_dev, there.st_ino) == (wanted.st_dev, wanted.st_ino) and name == program and state != "Z":
            found[int(entry.name)] = int(parent)
    return found


def clear(folder: Path, program: str, polite: signal.Signals, patience: float) -> None:
    """End every ``program`` left over in ``folder``: its heads with ``polite``, and what stays with SIGKILL."""
    left = working_in(folder, program)
    for pid, parent in left.items():
        if parent not in left:
            _send(pid, polite)
    deadline = time.monotonic() + patience
    while working_in(folder, program):
        if time.monotonic() > deadline:
            for pid in working_in(folder, program):
                _send(pid, signal.SIGKILL)
            deadline += patience
        time.sleep(0.02)


def _send(pid: int, sent: signal.Signals) -> None:
    try:
        os.kill(pid, sent)
    except ProcessLookupError:
        pass
    except PermissionError as error:
        raise EngineError(f"Process {pid} of another user works in our data folder.") from error
