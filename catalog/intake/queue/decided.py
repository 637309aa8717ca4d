"""What was decided about rows that wait: the decisions, and the rows each concerns."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import MD5

from catalog.intake.queue.open_causes import CauseKey
from catalog.models import Finding, RowDecision, SourceRecord
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action


def decisions_about(actor: Actor, key: CauseKey) -> QuerySet[Any]:
    """Return what was decided about a cause, the newest first, undone ones too."""
    decisions = RowDecision.objects.for_actor(actor, Action.VIEW).annotate(mark=MD5("alike"))
    found = decisions.filter(city__slug=key.city, rule=key.rule, mark=key.mark)
    return found.select_related("city", "matter", "agency").order_by("-id")


def decision_of(actor: Actor, decision_id: UUID) -> RowDecision | None:
    """Return a decision that the actor may see, or None."""
    decisions = RowDecision.objects.for_actor(actor, Action.VIEW)
    return decisions.select_related("city", "matter", "agency", "taken_run").filter(pk=decision_id).first()


def rows_concerned(decision: RowDecision) -> int:
    """Return how many rows of the source a decision holds for now: those it settled and those still waiting for it."""
    met = Finding.objects.filter(
        run_id=OuterRef("run_id"), row_number=OuterRef("row_number"), rule=decision.rule, cause=decision.alike
    )
    rows = SourceRecord.objects.filter(Exists(met.exclude(cause="")), city_id=decision.city_id)
    return rows.exclude(checksum=b"").count()
