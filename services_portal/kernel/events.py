"""Domain events: facts in the past tense, frozen, named and versioned.

An app declares its events in ``events.py``::

    @dataclass(frozen=True, kw_only=True)
    class ServicePublished(Event):
        name = "catalog.service_published"
        version = 1
        service_id: UUID

A payload holds keys and facts, never personal data: who needs more reads it under its own authorisation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec

_EVENTS: dict[tuple[str, int], type[Event]] = {}


class Event:
    """Base of every event. A subclass is a frozen dataclass with ``name`` and ``version``."""

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not cls.name:
            raise TypeError(f"{cls.__name__} has no event name")
        key = (cls.name, cls.version)
        if key in _EVENTS:
            raise TypeError(f"event {cls.name} version {cls.version} is declared twice")
        _EVENTS[key] = cls

    def to_payload(self) -> dict[str, Any]:
        """Return the event as JSON-ready values."""
        return msgspec.to_builtins(self)


@dataclass(frozen=True)
class Envelope:
    """What travels with an event: its id (consumers drop duplicates by it), aggregate, time, the request, and who did
    it for whom (``type:id``; empty where that is not known, or nobody else)."""

    event_id: UUID
    aggregate_type: str
    aggregate_id: str
    occurred_at: datetime
    request_id: str
    acted_by: str = ""
    on_behalf_of: str = ""


def event_class(name: str, version: int) -> type[Event] | None:
    """Return the class declared under this name and version, or None."""
    return _EVENTS.get((name, version))


def revive(name: str, version: int, payload: dict[str, Any]) -> Event:
    """Return the event that ``payload`` was made from. Raises LookupError, msgspec.ValidationError."""
    cls = event_class(name, version)
    if cls is None:
        raise LookupError(f"no event {name} version {version} is declared")
    return msgspec.convert(payload, type=cls)
