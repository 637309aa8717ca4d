"""How old what we know of each city's source is, and which sources are stale."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max

from catalog.intake.cut_over import NOT_FOLLOWED, phase_of
from catalog.models import CutOverPhase, IncomingChange, IntakeRun, RunKind, RunState, SourceState
from cities.adapters.base import Capability
from cities.adapters.registry import supports
from cities.manifests import load
from cities.models import City
from services_portal.kernel import clock
from services_portal.kernel.errors import DomainError

READING = (RunKind.SOURCE, RunKind.REHEARSAL, RunKind.CHANGES)
READ = (RunState.DONE, RunState.HELD)


@dataclass(frozen=True, slots=True)
class SourceAge:
    """One city's source: when it was last read to some purpose, what of it waits, and whether it is stale.

    ``limit`` is the manifest's ``stale_after``; without it, and once the old channel leads here, nothing is stale.
    """

    city: City
    state: SourceState | None
    read_at: datetime | None
    waiting: int
    follows: bool
    limit: timedelta | None
    is_stale: bool

    @property
    def stale_since(self) -> datetime | None:
        """The moment from which on it counted as stale, where it does."""
        if not self.is_stale or self.limit is None:
            return None
        return (self.read_at or self.city.created_at) + self.limit


def source_ages(cities: Iterable[City]) -> list[SourceAge]:
    """Return how old the source of each city is, in their order. A city whose manifest cannot be read has no limit."""
    listed = list(cities)
    ids = [city.pk for city in listed]
    states = {state.city_id: state for state in SourceState.objects.filter(city__in=ids)}
    runs = IntakeRun.objects.filter(city__in=ids, kind__in=READING, state__in=READ)
    read: dict[UUID, datetime] = dict(runs.values("city").annotate(at=Max("finished_at")).values_list("city", "at"))
    waiting = IncomingChange.objects.filter(city__in=ids, taken_at=None).values("city").annotate(n=Count("id"))
    counts: dict[UUID, int] = dict(waiting.values_list("city", "n"))
    present = clock.now()
    return [_age(city, states.get(city.pk), read.get(city.pk), counts.get(city.pk, 0), present) for city in listed]


def _age(city: City, state: SourceState | None, read: datetime | None, waiting: int, present: datetime) -> SourceAge:
    moments = [moment for moment in (read, state.read_at if state else None) if moment]
    read_at = max(moments) if moments else None
    phase = phase_of(city)
    try:
        manifest = load(city.slug)
        seconds = manifest.freshness.stale_after
        follows = supports(manifest, Capability.CHANGES_SINCE) and phase not in NOT_FOLLOWED
    except DomainError:
        seconds, follows = None, False
    limit = timedelta(seconds=seconds) if seconds and phase != CutOverPhase.REDIRECTED else None
    is_stale = limit is not None and present - (read_at or city.created_at) > limit
    return SourceAge(city, state, read_at, waiting, follows, limit, is_stale)
