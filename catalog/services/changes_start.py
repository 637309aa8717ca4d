"""Start taking in what waits of a city's changes."""

from __future__ import annotations

from catalog.models import IncomingChange, IntakeRun, RunKind
from catalog.services.intake_begin import intake_begin
from cities.models import City


def changes_start(*, city: City, hand_over: bool = True) -> IntakeRun | None:
    """Register a run over what waits and return it; None where nothing waits, or where it cannot begin now
    (:func:`intake_begin`).

    Without ``hand_over`` the caller carries it out (``intake_run``).
    """
    if not IncomingChange.objects.filter(city=city, taken_at=None).exists():
        return None
    return intake_begin(city=city, kind=RunKind.CHANGES, hand_over=hand_over)
