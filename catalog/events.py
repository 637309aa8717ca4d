"""What happened in the registry, for the apps above and for the change feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from services_portal.kernel.events import Event

AGGREGATE: Final = "catalog.service"
INTAKE_AGGREGATE: Final = "catalog.intake_run"
CHANGES_AGGREGATE: Final = "catalog.changes"
SOURCE_AGGREGATE: Final = "catalog.source"


@dataclass(frozen=True, kw_only=True)
class ServicePublished(Event):
    """A version of a service is public from now on; ``number`` 1 is its first."""

    name: ClassVar[str] = "catalog.service_published"
    version: ClassVar[int] = 1
    service_id: UUID
    version_id: UUID
    number: int
    basic_code: str


@dataclass(frozen=True, kw_only=True)
class ServiceRetired(Event):
    """A service is no longer offered; ``number`` is its last version."""

    name: ClassVar[str] = "catalog.service_retired"
    version: ClassVar[int] = 1
    service_id: UUID
    number: int
    basic_code: str


@dataclass(frozen=True, kw_only=True)
class ServiceSubmitted(Event):
    """A draft waits for a reviewer."""

    name: ClassVar[str] = "catalog.service_submitted"
    version: ClassVar[int] = 1
    service_id: UUID


@dataclass(frozen=True, kw_only=True)
class ServiceReturned(Event):
    """A reviewer gave a draft back."""

    name: ClassVar[str] = "catalog.service_returned"
    version: ClassVar[int] = 1
    service_id: UUID


@dataclass(frozen=True, kw_only=True)
class CatalogueRunFinished(Event):
    """A run of the intake is settled: done, held for a decision, or failed. ``outcomes`` counts the source's rows."""

    name: ClassVar[str] = "catalog.run_finished"
    version: ClassVar[int] = 1
    run_id: UUID
    city: str
    state: str
    outcomes: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class CatalogueChanged(Event):
    """``count`` public documents were written or removed in one transaction: the change feed has something to take."""

    name: ClassVar[str] = "catalog.changed"
    version: ClassVar[int] = 1
    count: int


@dataclass(frozen=True, kw_only=True)
class SourceWentStale(Event):
    """A city's source was not read for longer than its manifest allows (``stale_after`` seconds): somebody should look.
    ``read_at`` is the last time that it was, None where it never was."""

    name: ClassVar[str] = "catalog.source_went_stale"
    version: ClassVar[int] = 1
    city: str
    read_at: datetime | None
    stale_after: float


@dataclass(frozen=True, kw_only=True)
class SourceFreshAgain(Event):
    """A city's source that was stale has been read again."""

    name: ClassVar[str] = "catalog.source_fresh_again"
    version: ClassVar[int] = 1
    city: str
