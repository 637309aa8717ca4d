"""What rows wait for, cause by cause: how many, since when, until when, and what was decided about them already."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import MD5
from django.utils.timezone import get_current_timezone, localtime

from catalog.intake.queue.choices import choices_for
from catalog.intake.rules.registry import Severity
from catalog.models import Finding, Outcome, RowChoice, RowDecision, SourceRecord, StagedRow
from cities.models import City
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.clock import WorkingDay, add_working_days, today, working_days_between

# A finding is of a run, a row that waits is of that run and bears the finding's number.
_OF_ROW: Final = "run__records"


@dataclass(frozen=True, slots=True)
class CauseKey:
    """A cause in an address: the city's slug, the rule, and a mark of what the rows have alike, which may be long."""

    city: str
    rule: str
    mark: str


def mark_of(alike: str) -> str:
    """Return the mark of what rows have alike: the same that PostgreSQL's md5() gives."""
    return hashlib.md5(alike.encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Asked:
    """Which causes are asked for; empty is all. ``overdue`` narrows to rows that should have been decided by now."""

    city: str = ""
    rule: str = ""
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class OpenCause:
    """A cause for which ``rows`` rows of a city wait, the ``oldest`` since then.

    ``title``, ``evidence`` and ``proposal`` are of one of them, for an example. ``decision`` is a living one that no
    run has carried out yet: then nothing is left to decide.
    """

    city: City
    rule: str
    alike: str
    rows: int
    oldest: datetime | None
    evidence: str
    proposal: str
    title: str = ""
    decision: RowDecision | None = None

    @property
    def key(self) -> CauseKey:
        """What names the cause in an address."""
        return CauseKey(self.city.slug, self.rule, mark_of(self.alike))

    @property
    def deadline(self) -> WorkingDay | None:
        """The day by which the oldest row is to be decided."""
        return deadline_of(self.oldest)

    @property
    def days_left(self) -> int:
        """The working days until the deadline, negative where it has passed."""
        return days_left(self.oldest)

    @property
    def is_decided(self) -> bool:
        """Whether it was decided and the rows only wait for the run that carries it out."""
        return self.decision is not None

    @property
    def choices(self) -> tuple[RowChoice, ...]:
        """What may be decided about it."""
        return choices_for(self.rule)


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many rows of a city (None: of several together) wait for a rule, by how many causes."""

    city_id: UUID | None
    rule: str
    rows: int
    causes: int


def deadline_of(since: datetime | None) -> WorkingDay | None:
    """Return the day by which a row that waits ``since`` then is to be decided (``PORTAL_QUEUE_DAYS`` working days)."""
    return None if since is None else add_working_days(localtime(since).date(), settings.PORTAL_QUEUE_DAYS)


def days_left(since: datetime | None) -> int:
    """Return how many working days are left to decide a row that waits ``since`` then, negative when overdue."""
    due = deadline_of(since)
    if due is None:
        return settings.PORTAL_QUEUE_DAYS
    now = today()
    return working_days_between(now, due.day)[0] if due.day >= now else -working_days_between(due.day, now)[0] or -1


def overdue_before(now: date | None = None) -> datetime:
    """Return the moment: a row that began to wait before it should have been decided by today."""
    now = now or today()
    day = now - timedelta(days=settings.PORTAL_QUEUE_DAYS)
    while add_working_days(day - timedelta(days=1), settings.PORTAL_QUEUE_DAYS).day >= now:
        day -= timedelta(days=1)
    return datetime.combine(day, time.min, get_current_timezone())


def waiting_findings(actor: Actor, asked: Asked) -> QuerySet[Any]:
    """Return what keeps rows waiting that the actor may see; joined to those rows by ``run__records``."""
    met = Q(~Q(cause=""), severity=Severity.ERROR.value, run__records__outcome=Outcome.QUEUED)
    met &= Q(run__records__row_number=F("row_number"))
    if asked.city:
        met &= Q(run__city__slug=asked.city)
    if asked.rule:
        met &= Q(rule=asked.rule)
    if asked.overdue:
        met &= Q(run__records__waiting_since__lt=overdue_before())
    return Finding.objects.for_actor(actor, Action.VIEW).filter(met).order_by()


def _grouped(findings: QuerySet[Any]) -> QuerySet[Any]:
    grouped = findings.values("run__city_id", "rule", "cause").annotate(
        rows=Count(f"{_OF_ROW}__id", distinct=True),
        oldest=Min(f"{_OF_ROW}__waiting_since"),
        record=Min(f"{_OF_ROW}__id"),
        example=Min("evidence"),
        proposed=Min("proposal", filter=~Q(proposal="")),
    )
    return grouped.order_by("-rows", "oldest", "rule", "cause", "run__city_id")


def open_causes(actor: Actor, asked: Asked | None = None, *, limit: int = 50, offset: int = 0) -> list[OpenCause]:
    """Return what rows wait for, the cause of most rows first; four statements, however many there are."""
    return _told(_grouped(waiting_findings(actor, asked or Asked()))[offset : offset + limit])


def causes_named(actor: Actor, keys: Iterable[CauseKey]) -> list[OpenCause]:
    """Return those causes among ``keys`` for which rows wait; what is not the actor's is left out."""
    named = Q()
    for key in keys:
        named |= Q(run__city__slug=key.city, rule=key.rule, mark=key.mark)
    if not named:
        return []
    return _told(_grouped(waiting_findings(actor, Asked()).annotate(mark=MD5("cause")).filter(named)))


def _told(groups: Iterable[dict[str, Any]]) -> list[OpenCause]:
    found = list(groups)
    if not found:
        return []
    cities = City.objects.in_bulk({each["run__city_id"] for each in found})
    due = RowDecision.objects.filter(
        city__in=cities, rule__in={each["rule"] for each in found}, undone_at=None, taken_at=None
    )
    decisions = {(each.city_id, each.rule, each.alike): each for each in due.select_related("matter", "agency")}
    titles = _titles([each["record"] for each in found])
    return [
        OpenCause(
            city=cities[each["run__city_id"]],
            rule=each["rule"],
            alike=each["cause"],
            rows=each["rows"],
            oldest=each["oldest"],
            evidence=each["example"],
            proposal=each["proposed"] or "",
            title=titles.get(each["record"], ""),
            decision=decisions.get((each["run__city_id"], each["rule"], each["cause"])),
        )
        for each in found
    ]


def _titles(records: Sequence[int]) -> dict[int, str]:
    told = SourceRecord.objects.filter(pk__in=records).annotate(title=Subquery(_staged("waiting__fields__title")))
    return {each.pk: each.title or "" for each in told.only("pk")}


def _staged(value: str) -> QuerySet[Any]:
    return StagedRow.objects.filter(run_id=OuterRef("run_id"), number=OuterRef("row_number")).values(value)[:1]


def rule_counts(actor: Actor, asked: Asked | None = None) -> list[RuleCount]:
    """Return how many rows wait for each rule, by city; a row that waits for two counts for both."""
    counted = waiting_findings(actor, asked or Asked()).values("run__city_id", "rule")
    counted = counted.annotate(rows=Count(f"{_OF_ROW}__id", distinct=True), causes=Count("cause", distinct=True))
    return [
        RuleCount(each["run__city_id"], each["rule"], each["rows"], each["causes"])
        for each in counted.order_by("-rows", "rule")
    ]


def cause_rows(actor: Actor, city_slug: str, rule: str, alike: str) -> QuerySet[Any]:
    """Return the rows that wait for a cause, in the order of the source, each with ``raw`` as it was read and
    ``fields`` in our words (None where it was read before such were kept)."""
    met = Finding.objects.filter(run_id=OuterRef("run_id"), row_number=OuterRef("row_number"), rule=rule, cause=alike)
    records = SourceRecord.objects.for_actor(actor, Action.VIEW).filter(city__slug=city_slug, outcome=Outcome.QUEUED)
    records = records.filter(Exists(met.filter(severity=Severity.ERROR.value)))
    records = records.annotate(raw=Subquery(_staged("raw")), fields=Subquery(_staged("waiting__fields")))
    return records.select_related("run").order_by("row_number", "id")


def rows_of_nothing_else(actor: Actor, city_slug: str, rule: str, alike: str) -> int:
    """Return how many of the rows that wait for a cause wait for nothing besides."""
    others = Finding.objects.filter(
        ~Q(cause=""), ~Q(rule=rule, cause=alike), run_id=OuterRef("run_id"), row_number=OuterRef("row_number")
    )
    rows = cause_rows(actor, city_slug, rule, alike).order_by()
    return rows.filter(~Exists(others.filter(severity=Severity.ERROR.value))).count()


@dataclass(frozen=True, slots=True)
class QueueSize:
    """How many rows wait, how many of them longer than they should, and how many for a cause that is not known yet:
    these were read before causes were told, and the next reading of their source judges them anew."""

    rows: int
    overdue: int
    unsorted: int


def queue_size(actor: Actor, city_slug: str = "") -> QueueSize:
    """Return how many rows wait, of one city where asked: one statement."""
    caused = Finding.objects.filter(~Q(cause=""), run_id=OuterRef("run_id"), row_number=OuterRef("row_number"))
    rows = SourceRecord.objects.for_actor(actor, Action.VIEW).filter(outcome=Outcome.QUEUED)
    if city_slug:
        rows = rows.filter(city__slug=city_slug)
    counted = rows.annotate(sorted=Exists(caused.filter(severity=Severity.ERROR.value))).aggregate(
        rows=Count("id"),
        overdue=Count("id", filter=Q(waiting_since__lt=overdue_before())),
        unsorted=Count("id", filter=Q(sorted=False)),
    )
    return QueueSize(**counted)
