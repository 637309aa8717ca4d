"""Alarm where a source goes stale, and give the all-clear where it is fresh again."""

from __future__ import annotations

from django.db import transaction

from catalog.events import SOURCE_AGGREGATE, SourceFreshAgain, SourceWentStale
from catalog.intake.sources_age import SourceAge, source_ages
from catalog.models import SourceState
from cities.models import City
from services_portal.kernel import audit, outbox
from services_portal.kernel.actor import SYSTEM


def sources_watch() -> int:
    """Look at every active city's source and return how many changed between fresh and stale.

    Each change is an event and an audit entry, once.
    """
    return sum(_note(age) for age in source_ages(City.objects.public()))


def _note(age: SourceAge) -> bool:
    known = age.state is not None and age.state.stale_since is not None
    if known == age.is_stale:
        return False
    with transaction.atomic():
        state, _made = SourceState.objects.select_for_update(no_key=True).get_or_create(city=age.city)
        if (state.stale_since is not None) == age.is_stale:
            return False
        state.stale_since = age.stale_since
        state.save(update_fields=["stale_since"])
        slug = age.city.slug
        event = (
            SourceWentStale(city=slug, read_at=age.read_at, stale_after=age.limit.total_seconds() if age.limit else 0)
            if age.is_stale
            else SourceFreshAgain(city=slug)
        )
        outbox.publish(event, aggregate_type=SOURCE_AGGREGATE, aggregate_id=str(age.city.pk))
        audit.record(SYSTEM, "catalog.source.stale" if age.is_stale else "catalog.source.fresh", age.city)
    return True
