"""Deciding in tests as a person would, and having it carried out."""

from __future__ import annotations

from typing import Any

import msgspec

from catalog.content import Text
from catalog.models import Finding, IntakeRun, RowDecision, Service, SourceRecord
from catalog.services import (
    decision_undo,
    intake_run,
    row_decide,
    service_draft_edit,
    service_publish,
    service_submit,
)
from catalog.services.decisions_start import decisions_start
from cities.models import City
from services_portal.kernel.actor import SYSTEM


def causes(city: City) -> set[tuple[str, str]]:
    """Return what rows of the city wait for."""
    waiting = SourceRecord.objects.filter(city=city, outcome="queued").values_list("run_id", "row_number")
    return {
        (finding.rule, finding.cause)
        for run_id, number in waiting
        for finding in Finding.objects.filter(run_id=run_id, row_number=number, severity="error").exclude(cause="")
    }


def the_cause(city: City, rule: str) -> str:
    """Return the only cause of this rule that rows of the city wait for."""
    (found,) = (cause for found_rule, cause in causes(city) if found_rule == rule)
    return found


def decide(city: City, rule: str, choice: str, **told: Any) -> RowDecision:
    """Decide about the only cause of the rule, and leave it to be carried out."""
    alike = told.pop("alike", None) or the_cause(city, rule)
    return row_decide(actor=SYSTEM, city=city, rule=rule, alike=alike, choice=choice, hand_over=False, **told)


def undo(decision: RowDecision) -> None:
    """Undo a decision, and leave that to be carried out."""
    decision_undo(actor=SYSTEM, decision_id=decision.pk, hand_over=False)


def carry_out(city: City) -> IntakeRun:
    """Carry out what is due."""
    run = decisions_start(city=city, hand_over=False)
    assert run is not None
    return intake_run(run_id=run.pk)


def edit(service: Service) -> None:
    """Publish another version of a service, as a person does."""
    service.refresh_from_db()
    content = service.current_version.read()
    content = msgspec.structs.replace(content, summary=Text(f"{content.summary.zh_hans}改"))
    service_draft_edit(actor=SYSTEM, service_id=service.pk, content=content, expected_version=service.version)
    service_submit(actor=SYSTEM, service_id=service.pk)
    service_publish(actor=SYSTEM, service_id=service.pk)


def outcomes(city: City) -> dict[str, str]:
    """Return how the city's rows stand, by old id."""
    return dict(SourceRecord.objects.filter(city=city).values_list("old_id", "outcome"))
