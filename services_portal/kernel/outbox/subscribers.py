"""Who wants which event. Subscribers are declared in an app's ``handlers.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from services_portal.kernel.events import Envelope, Event

E = TypeVar("E", bound=Event)
Handler = Callable[[Any, Envelope], None]


@dataclass(frozen=True)
class Subscriber:
    """A named reaction to one event class. The name is part of what drops duplicates, so it never changes."""

    name: str
    event: type[Event]
    handler: Handler


_SUBSCRIBERS: dict[str, Subscriber] = {}


def subscribe(event: type[E], *, name: str) -> Callable[[Callable[[E, Envelope], None]], Callable[[E, Envelope], None]]:
    """Decorate ``handler(event, envelope)``. It runs in a transaction of its own savepoint and may run again only
    when that was rolled back; whatever it must tell the outside it hands to a task. Raises ValueError for a name taken.
    """

    def decorate(handler: Callable[[E, Envelope], None]) -> Callable[[E, Envelope], None]:
        if name in _SUBSCRIBERS:
            raise ValueError(f"subscriber {name!r} is registered twice")
        _SUBSCRIBERS[name] = Subscriber(name, event, handler)
        return handler

    return decorate


def subscribers_of(name: str, version: int) -> list[Subscriber]:
    """Return the subscribers of an event in the order of their declaration."""
    return [s for s in _SUBSCRIBERS.values() if s.event.name == name and s.event.version == version]


def subscribed_names() -> set[str]:
    """Return the names of events that anybody wants."""
    return {subscriber.event.name for subscriber in _SUBSCRIBERS.values()}
