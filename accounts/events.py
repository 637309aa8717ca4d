"""What happened to accounts. No payload says who or where a person is: handlers read that under their own right."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services_portal.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ResidentRegistered(Event):
    """A person opened an account."""

    name = "accounts.resident_registered"
    version = 1
    resident_id: UUID


@dataclass(frozen=True, kw_only=True)
class ResidentMoved(Event):
    """A resident's home or present city changed; ``which`` holds ``home``, ``current`` or both."""

    name = "accounts.resident_moved"
    version = 1
    resident_id: UUID
    which: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class IdentifierReleased(Event):
    """An account lost an identifier: ``reason`` is a ``ReleaseReason``; which one it was, its row says."""

    name = "accounts.identifier_released"
    version = 1
    identifier_id: UUID
    user_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class UserSuspended(Event):
    """An account was suspended; its sessions and tokens ended in the same transaction. Open sockets are to close."""

    name = "accounts.user_suspended"
    version = 1
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class UserRestored(Event):
    """A suspended account may sign in again."""

    name = "accounts.user_restored"
    version = 1
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class LevelChanged(Event):
    """A person's assurance level is another now: a proof came or was revoked (one that runs out tells nothing)."""

    name = "accounts.level_changed"
    version = 1
    user_id: UUID
    level: int
