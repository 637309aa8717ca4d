"""Where the engines keep their things, and which account they run under.

Everything lies under PORTAL_HOME: ``postgres/data``, ``redis``, ``log`` and ``run`` (sockets and locks). Two things may
have to lie elsewhere, in a short folder of their own under the system's temporary folder: sockets, because the kernel
caps their path at 107 bytes, and a copy of the server binaries, because the account that PostgreSQL insists on may not
be allowed to walk to the virtual environment. Neither is data; both are made again when missing.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from services_portal.kernel.engines.errors import EngineError

LONGEST_SOCKET_PATH = 107  # sun_path holds 108 bytes and a final zero
LONGEST_SOCKET_NAME = "/.s.PGSQL.5432"
# Not TMPDIR: every process has to arrive at the same folder, whatever its own environment says.
SYSTEM_TEMPORARY = Path("/tmp")  # noqa: S108
UNPRIVILEGED_ACCOUNTS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """The unprivileged account that the engines run under when we are root."""

    uid: int
    gid: int


def _account_by_name() -> Account:
    for name in UNPRIVILEGED_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise EngineError(f"PostgreSQL refuses to run as root and none of {', '.join(UNPRIVILEGED_ACCOUNTS)} exists here.")


def may_enter(folder: Path, account: Account) -> bool:
    """Whether ``account`` may walk into ``folder`` from the root, judged by the mode bits of folders that exist."""
    for step in (*reversed(folder.parents), folder):
        try:
            facts = step.stat()
        except FileNotFoundError:
            return True  # what does not exist yet is ours to make
        if facts.st_uid == account.uid:
            bit = stat.S_IXUSR
        elif facts.st_gid == account.gid:
            bit = stat.S_IXGRP
        else:
            bit = stat.S_IXOTH
        if not facts.st_mode & bit:
            return False
    return True


@dataclass(frozen=True)
class Places:
    """The folders of one PORTAL_HOME. Building it touches nothing; :meth:`make` does."""

    home: Path

    @property
    def run(self) -> Path:
        """Locks, and sockets where they fit."""
        return self.home / "run"

    @property
    def log(self) -> Path:
        """One log an engine."""
        return self.home / "log"

    @cached_property
    def account(self) -> Account | None:
        """The account to drop to; None for a plain user. An existing home keeps the account it was made for."""
        if os.geteuid() != 0:
            return None
        if self.run.exists():
            owner = self.run.stat()
            if owner.st_uid != 0:
                return Account(owner.st_uid, owner.st_gid)
        return _account_by_name()

    @cached_property
    def reachable(self) -> bool:
        """Whether the engines' account can walk to PORTAL_HOME by its path."""
        return self.account is None or may_enter(self.home, self.account)

    @property
    def short(self) -> Path:
        """Our folder under the system's temporary folder, named after PORTAL_HOME."""
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return SYSTEM_TEMPORARY / f"services-portal-{os.geteuid()}-{digest}"

    @cached_property
    def sockets(self) -> Path:
        """Where the engines listen: ``run`` when the path is short enough and the account can walk there."""
        fits = len(os.fsencode(self.run)) + len(LONGEST_SOCKET_NAME) <= LONGEST_SOCKET_PATH
        return self.run if fits and self.reachable else self.short / "run"

    def make(self) -> None:
        """Create the folders that every engine needs."""
        for folder in (self.home, self.log):
            folder.mkdir(parents=True, exist_ok=True)
        self.make_private(self.run)
        if self.sockets != self.run:
            self.make_short()
            self.make_private(self.sockets)

    def make_short(self) -> None:
        """Create our temporary folder; raises EngineError when somebody else was there first."""
        self.short.mkdir(mode=0o755, exist_ok=True)
        facts = self.short.lstat()
        if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.geteuid():
            raise EngineError(f"{self.short} belongs to somebody else; remove it or choose another PORTAL_HOME.")

    def make_private(self, folder: Path) -> None:
        """Create ``folder`` for the engines' account alone."""
        folder.mkdir(parents=True, exist_ok=True)
        try:
            if self.account is not None:
                os.chown(folder, self.account.uid, self.account.gid)
            folder.chmod(0o700)
        except PermissionError as error:
            owner = folder.stat().st_uid
            raise EngineError(f"{folder} belongs to user {owner}, not to us; choose another PORTAL_HOME.") from error
