"""File locks that the kernel gives back when their process is gone, however it went.

Three files an engine, all in ``run``: ``holders`` is held shared by every attached process, ``keeper`` exclusively by
the process that minds the server, ``transition`` exclusively by whoever starts or stops it. Always take ``transition``
before ``holders``.
"""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path


def open_lock(path: Path) -> int:
    """Open a lock file, making it when it is not there; nothing is locked yet."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _lock(path: Path, how: int) -> int:
    descriptor = open_lock(path)
    try:
        fcntl.flock(descriptor, how)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def hold(path: Path) -> int:
    """Take the lock shared, waiting for it; closing the returned descriptor gives it back."""
    return _lock(path, fcntl.LOCK_SH)


def take(path: Path) -> int:
    """Take the lock exclusively, waiting for it; closing the returned descriptor gives it back."""
    return _lock(path, fcntl.LOCK_EX)


def try_take(path: Path) -> int | None:
    """Take the lock exclusively, or return None when somebody has it."""
    try:
        return _lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None


def is_free(path: Path) -> bool:
    """Whether nobody has the lock at this moment."""
    descriptor = try_take(path)
    if descriptor is None:
        return False
    os.close(descriptor)
    return True


@dataclass(frozen=True)
class EngineLocks:
    """The lock files of one engine."""

    folder: Path
    engine: str

    @property
    def holders(self) -> Path:
        """Shared by every attached process."""
        return self.folder / f"{self.engine}.holders"

    @property
    def keeper(self) -> Path:
        """Exclusive to the keeper; holds its pid, which is true while the lock is taken."""
        return self.folder / f"{self.engine}.keeper"

    @property
    def transition(self) -> Path:
        """Exclusive to whoever starts or stops the engine."""
        return self.folder / f"{self.engine}.transition"
