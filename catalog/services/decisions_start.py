"""Start carrying out what was decided about a city's waiting rows."""

from __future__ import annotations

from catalog.models import IntakeRun, RowDecision, RunKind
from catalog.services.intake_begin import intake_begin
from cities.models import City


def decisions_start(*, city: City, hand_over: bool = True) -> IntakeRun | None:
    """Register a run over what is due and return it; None where nothing is, or where it cannot begin now
    (:func:`intake_begin`).

    Without ``hand_over`` the caller carries it out (``intake_run``).
    """
    if not RowDecision.objects.filter(city=city, taken_at=None).exists():
        return None
    return intake_begin(city=city, kind=RunKind.DECISIONS, hand_over=hand_over)
