"""How far each city's catalogue is taken in, and how long the queue will last at the pace of the last two weeks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Min, Q, Sum

from catalog.intake.queue.open_causes import RuleCount, days_left, overdue_before, rule_counts
from catalog.models import BasicItem, IntakeRun, Outcome, Service, SourceRecord
from cities.models import City
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action

PACE_DAYS: Final = 14
TAKEN_IN: Final = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class CityProgress:
    """Where a city stands; ``city`` None is all of them together.

    ``rows`` are those of the source as it was last read, ``matters`` the matters of the basic directory that it
    offers, ``cleared`` the rows that left the queue in the last fourteen days; ``by_rule`` counts the rows that wait
    for each rule, a row that waits for two under both.
    """

    city: City | None
    rows: int = 0
    taken_in: int = 0
    waiting: int = 0
    rejected: int = 0
    overdue: int = 0
    oldest: datetime | None = None
    matters: int = 0
    cleared: int = 0
    by_rule: tuple[RuleCount, ...] = field(default=())

    @property
    def coverage(self) -> float | None:
        """The share of rows that are taken in, 0 to 1; None where no source was read."""
        return self.taken_in / self.rows if self.rows else None

    @property
    def days_left(self) -> int:
        """The working days left for the row that waits longest, negative where it is overdue."""
        return days_left(self.oldest)

    @property
    def days_to_go(self) -> int | None:
        """How many days the queue will last at the pace of the last fourteen; None where nothing was settled."""
        if not self.waiting:
            return 0
        return math.ceil(self.waiting * PACE_DAYS / self.cleared) if self.cleared else None


@dataclass(frozen=True, slots=True)
class Progress:
    """All that an actor may see: the whole, and city by city. ``directory`` is the number of matters there are."""

    whole: CityProgress
    cities: tuple[CityProgress, ...]
    directory: int


def progress(actor: Actor, cities: Iterable[City]) -> Progress:
    """Return how far ``cities`` are: six statements, however many. What the actor may not see counts nothing."""
    members = list(cities)
    rows, matters, cleared = _rows(actor, members), _matters(members), _cleared(actor, members)
    counts = rule_counts(actor)
    told = tuple(
        CityProgress(
            city=city,
            matters=matters.get(city.pk, 0),
            cleared=cleared.get(city.pk, 0),
            by_rule=tuple(each for each in counts if each.city_id == city.pk),
            **rows.get(city.pk, {}),
        )
        for city in members
    )
    offered = _offered_somewhere(members)
    directory = BasicItem.objects.filter(is_active=True).count()
    return Progress(_together(told, offered), told, directory)


def _rows(actor: Actor, cities: Sequence[City]) -> dict[UUID, dict[str, Any]]:
    there = Q(~Q(checksum=b""))
    waits = Q(outcome=Outcome.QUEUED)
    counted = (
        SourceRecord.objects.for_actor(actor, Action.VIEW)
        .filter(city__in=cities)
        .order_by()
        .values("city_id")
        .annotate(
            rows=Count("id", filter=there),
            taken_in=Count("id", filter=there & Q(outcome__in=TAKEN_IN)),
            waiting=Count("id", filter=waits),
            rejected=Count("id", filter=there & Q(outcome=Outcome.REJECTED)),
            overdue=Count("id", filter=waits & Q(waiting_since__lt=overdue_before())),
            oldest=Min("waiting_since", filter=waits),
        )
    )
    return {each.pop("city_id"): each for each in counted}


def _matters(cities: Sequence[City]) -> dict[UUID, int]:
    offered = Service.objects.published().filter(city__in=cities).order_by().values_list("city_id")
    return dict(offered.annotate(count=Count("basic_item_id", distinct=True)))


def _offered_somewhere(cities: Sequence[City]) -> int:
    offered = Service.objects.published().filter(city__in=cities)
    return int(offered.aggregate(count=Count("basic_item_id", distinct=True))["count"])


def _cleared(actor: Actor, cities: Sequence[City]) -> dict[UUID, int]:
    since = clock.now() - timedelta(days=PACE_DAYS)
    runs = IntakeRun.objects.for_actor(actor, Action.VIEW).filter(city__in=cities, finished_at__gte=since)
    return dict(runs.order_by().values_list("city_id").annotate(count=Sum("cleared")))


def _together(cities: Sequence[CityProgress], matters: int) -> CityProgress:
    by_rule: dict[str, list[RuleCount]] = {}
    for each in (count for city in cities for count in city.by_rule):
        by_rule.setdefault(each.rule, []).append(each)
    summed = [
        RuleCount(None, rule, sum(each.rows for each in found), sum(each.causes for each in found))
        for rule, found in by_rule.items()
    ]
    return CityProgress(
        city=None,
        rows=sum(each.rows for each in cities),
        taken_in=sum(each.taken_in for each in cities),
        waiting=sum(each.waiting for each in cities),
        rejected=sum(each.rejected for each in cities),
        overdue=sum(each.overdue for each in cities),
        oldest=min((each.oldest for each in cities if each.oldest), default=None),
        matters=matters,
        cleared=sum(each.cleared for each in cities),
        by_rule=tuple(sorted(summed, key=lambda each: (-each.rows, each.rule))),
    )
