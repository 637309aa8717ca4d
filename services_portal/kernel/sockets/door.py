"""Who may open a socket: asked of the object that PORTAL_SOCKET_DOOR names, for the kernel knows no accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Protocol, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from services_portal.kernel.actor import Actor


class CredentialKind(StrEnum):
    """What a person shows: the cookie of a browser's session, or a token of an app."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105 - a name


@dataclass(frozen=True)
class Credential:
    """What was shown; never in a log."""

    kind: CredentialKind
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Visitor:
    """Whom a credential lets in; ``scopes`` narrows what an app that is not ours is told, None narrows nothing."""

    person: UUID
    actor: Actor
    scopes: frozenset[str] | None = None


class Door(Protocol):
    """Decides, anew each time it is asked: a credential that has ended opens nothing."""

    def enter(self, credential: Credential) -> Visitor | None:
        """Return whom ``credential`` lets in now, or None."""

    def is_barred(self, person: UUID) -> bool:
        """Whether the account itself is closed, whatever is shown."""


@cache
def _door(path: str) -> Door:
    return cast(Door, import_string(path)())


def door() -> Door:
    """Return the door of this portal."""
    return _door(settings.PORTAL_SOCKET_DOOR)
