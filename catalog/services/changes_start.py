"""Start taking in what waits of a city's changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction

from catalog.access import actor_label
from catalog.intake.cut_over import NOT_FOLLOWED, phase_of
from catalog.intake.dispatch import dispatch
from catalog.intake.selectors import open_run
from catalog.models import IncomingChange, IntakeRun, RunKind, RunState
from cities.models import City
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.ids import uuid7

# A run that failed is not begun anew at once: what made it fail is seldom gone within a minute.
REST: Final = timedelta(minutes=5)


def changes_start(*, city: City, hand_over: bool = True) -> IntakeRun | None:
    """Register a run over what waits and return it; None where nothing waits, the city's imports are at work,
    or its changes are not followed in its phase of the cut-over.

    Without ``hand_over`` the caller carries it out (``intake_run``).
    """
    if phase_of(city) in NOT_FOLLOWED:
        return None
    if not IncomingChange.objects.filter(city=city, taken_at=None).exists() or open_run(city.slug) is not None:
        return None
    last = IntakeRun.objects.filter(city=city, kind=RunKind.CHANGES).order_by("-id").first()
    if last and last.state == RunState.FAILED and last.finished_at and clock.now() - last.finished_at < REST:
        return None
    run = IntakeRun(id=uuid7(), city=city, kind=RunKind.CHANGES, source="changes", started_by=actor_label(SYSTEM))
    try:
        with transaction.atomic():
            run.save(force_insert=True)
            audit.record(SYSTEM, "catalog.intake.start", run, detail={"city": city.slug, "source": "changes"})
            if hand_over:
                transaction.on_commit(lambda: dispatch(run.id), robust=True)
    except IntegrityError as error:
        if "intake_one_run_a_city" not in str(error):
            raise
        return None
    return run
