"""Move a city from phase to phase of its cut-over."""

from __future__ import annotations

from django.db import transaction

from catalog.access import actor_label
from catalog.errors import CUT_OVER_GATE_SHUT, IMPORT_RUNNING
from catalog.intake.cut_over import answers, edge_to, phase_of
from catalog.intake.selectors import open_run
from catalog.models import CutOverStep
from catalog.scopes import CUT_OVER
from cities.models import City
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED


def cut_over_move(*, actor: Actor, city: City, target: str, note: str = "") -> CutOverStep:
    """Take the step to ``target`` and return it; what its gates answered is kept with it.

    Raises DomainError ``not_permitted``, ``cut_over_step_unknown``, ``import_running``, ``cut_over_gate_shut``
    (``params.gates`` holds every answer).
    """
    if not actor.may(CUT_OVER, f"city:{city.slug}"):
        audit.record_refusal(actor, "catalog.cut_over.move", ("cities.city", str(city.pk)))
        raise DomainError(NOT_PERMITTED)
    with transaction.atomic():
        City.objects.select_for_update(no_key=True).get(pk=city.pk)
        source = phase_of(city)
        edge = edge_to(source, target)
        if open_run(city.slug) is not None:
            raise DomainError(IMPORT_RUNNING, params={"city": city.slug})
        told = [answer.told() for answer in answers(city, edge)]
        if not all(answer["open"] for answer in told):
            raise DomainError(CUT_OVER_GATE_SHUT, params={"gates": told})
        step = CutOverStep.objects.create(
            city=city, source=source, target=edge.target, gates=told, note=note[:500], taken_by=actor_label(actor)
        )
        step.refresh_from_db()
        detail = {"city": city.slug, "from": str(source), "to": str(edge.target)}
        audit.record(actor, "catalog.cut_over.move", step, detail=detail)
    return step
