"""What is told of what became of rows that were written while accounts were one: kinds and numbers, never values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Q

from accounts.merging.pointers import pointer_named
from accounts.models import Merge, MergeState, Outcome, User, WrittenSince
from accounts.rights.registry import personal_data
from services_portal.kernel import clock

# How long a person finds among his things that accounts were taken apart.
SHOWN: Final = timedelta(days=90)


@dataclass(frozen=True)
class Became:
    """``rows`` rows of one kind, and what became of them."""

    what: str
    outcome: str
    rows: int

    @property
    def words(self) -> str:
        """The outcome in words."""
        return str(Outcome(self.outcome).label)


@dataclass(frozen=True)
class Parted:
    """A merge that was undone, and what became of what was written meanwhile."""

    merge: Merge
    since: list[Became]


def became(merges: Sequence[UUID]) -> dict[UUID, list[Became]]:
    """Return what became of it all, by merge (one query); what was given afterwards is given."""
    found: dict[UUID, list[Became]] = {merge: [] for merge in merges}
    rows = (
        WrittenSince.objects.filter(merge__in=merges).values("merge", "pointer", "outcome").annotate(rows=Count("id"))
    )
    for row in rows.order_by("outcome", "pointer"):
        found[row["merge"]].append(Became(named(row["pointer"]), row["outcome"], row["rows"]))
    return found


def named(pointer: str) -> str:
    """Return what rows of this pointer are called, as their person is told elsewhere what is held of him."""
    found = pointer_named(pointer)
    titles = {data.model_label: data.title for data in personal_data()}
    return str(titles.get(found.model_label, found.model._meta.verbose_name))


def parted_of(user: User) -> list[Parted]:
    """Return the merges of ``user`` that were undone of late, the latest first, with what became of what was written
    meanwhile (two queries)."""
    own = Q(survivor=user) | Q(absorbed=user)
    found = Merge.objects.filter(own, state=MergeState.UNDONE, ended_at__gte=clock.now() - SHOWN)
    merges = list(found.order_by("-ended_at", "-pk"))
    since = became([each.pk for each in merges])
    return [Parted(each, since[each.pk]) for each in merges]
