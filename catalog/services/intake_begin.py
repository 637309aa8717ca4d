"""Begin a run that the portal itself has cause for: changes that wait, decisions that are due."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction

from catalog.access import actor_label
from catalog.intake.cut_over import NOT_FOLLOWED, phase_of
from catalog.intake.dispatch import dispatch
from catalog.intake.selectors import open_run
from catalog.models import IntakeRun, RunKind, RunState
from cities.models import City
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.ids import uuid7

# A run that failed or was stopped is not begun anew at once: what made it fail is seldom gone within a minute.
REST: Final = timedelta(minutes=5)


def intake_begin(*, city: City, kind: RunKind, hand_over: bool = True) -> IntakeRun | None:
    """Register a run of this kind and return it; None where the city's imports are at work, where the last run of the
    kind ended badly a moment ago, or where the city's phase of the cut-over takes nothing in.

    Without ``hand_over`` the caller carries it out (``intake_run``).
    """
    if phase_of(city) in NOT_FOLLOWED or open_run(city.slug) is not None or _rests(city, kind):
        return None
    run = IntakeRun(id=uuid7(), city=city, kind=kind, source=str(kind), started_by=actor_label(SYSTEM))
    try:
        with transaction.atomic():
            # Who moves the city on through its cut-over holds it too, and looks for runs at work.
            City.objects.select_for_update(no_key=True).get(pk=city.pk)
            if phase_of(city) in NOT_FOLLOWED:
                return None
            run.save(force_insert=True)
            audit.record(SYSTEM, "catalog.intake.start", run, detail={"city": city.slug, "source": str(kind)})
            if hand_over:
                transaction.on_commit(lambda: dispatch(run.id), robust=True)
    except IntegrityError as error:
        if "intake_one_run_a_city" not in str(error):
            raise
        return None
    return run


def _rests(city: City, kind: RunKind) -> bool:
    last = IntakeRun.objects.filter(city=city, kind=kind).order_by("-id").first()
    if last is None or last.finished_at is None or last.state not in (RunState.FAILED, RunState.CANCELLED):
        return False
    return clock.now() - last.finished_at < REST
