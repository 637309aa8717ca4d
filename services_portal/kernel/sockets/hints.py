"""Which event is a hint to whom: one table, in which each app declares its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

import redis
from django.db import models, transaction

from services_portal.kernel.events import Envelope, Event
from services_portal.kernel.outbox import subscribe
from services_portal.kernel.sockets.groups import send

E = TypeVar("E", bound=Event)
ME: Final = "me"
# What the socket itself says and hears; no kind of hint may be called so.
RESERVED: Final = frozenset({"ready", "ping", "pong", "authenticate"})
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kind:
    """A kind of thing that hints speak of.

    A socket is told of a row that ``model.objects.for_actor`` shows to its person, and of no other. ``own``: the row is
    the person himself, and the hint calls him ``me``. ``scope``: what an app that is not ours must have been allowed;
    empty means that it is never told.
    """

    name: str
    model: type[models.Model]
    own: bool = False
    scope: str = ""


_KINDS: dict[str, Kind] = {}


def declare_kind(name: str, model: type[models.Model], *, own: bool = False, scope: str = "") -> None:
    """Declare a kind of hint. Raises ValueError for a name that is taken."""
    if name in _KINDS or name in RESERVED:
        raise ValueError(f"a hint of kind {name!r} is declared already")
    _KINDS[name] = Kind(name, model, own, scope)


def declare_hint(
    event: type[E], kind: str, *, of: Callable[[E], UUID], to: Callable[[E, Envelope], Iterable[UUID]]
) -> None:
    """Make each ``event`` a hint of ``kind`` about the row ``of(event)`` to the people ``to(event, envelope)``.

    The version of a hint is the event's id, which grows with time. Raises KeyError for a kind that nobody declared.
    """
    declared = _KINDS[kind]

    def hint(happened: E, envelope: Envelope) -> None:
        facts = {"kind": declared.name, "id": str(of(happened)), "version": str(envelope.event_id)}
        for person in to(happened, envelope):
            transaction.on_commit(partial(_tell, person, facts))

    subscribe(event, name=f"hint.{kind}.{event.name}")(hint)


def kind_named(name: str) -> Kind | None:
    """Return a kind of hints, None for what this process does not know (yet)."""
    return _KINDS.get(name)


def _tell(person: UUID, facts: dict[str, Any]) -> None:
    try:
        send(person, {"type": "hint", **facts})
    except (redis.RedisError, OSError) as error:
        logger.warning("a hint was lost: %s", type(error).__name__)
