"""Agree to a shrunken source: the held run goes on and retires what is gone."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from catalog.errors import IMPORT_RUNNING, RUN_NOT_HELD, RUN_OVERTAKEN, UNKNOWN_RUN
from catalog.intake.dispatch import dispatch
from catalog.models import IntakeRun, RunState
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError


def intake_release(*, actor: Actor, run_id: UUID) -> IntakeRun:
    """Let a held run go on and return it waiting; the source is read again.

    Raises DomainError ``unknown_run``, ``run_not_held``, ``run_overtaken``, ``import_running``.
    """
    try:
        with transaction.atomic():
            permitted = IntakeRun.objects.for_actor(actor, Action.CHANGE).select_for_update(no_key=True, of=("self",))
            run = permitted.select_related("city").filter(pk=run_id).first()
            if run is None:
                raise DomainError(UNKNOWN_RUN)
            if run.state != RunState.HELD:
                raise DomainError(RUN_NOT_HELD, params={"state": run.state})
            if is_overtaken(run):
                raise DomainError(RUN_OVERTAKEN)
            run.state, run.shrink_accepted, run.finished_at = RunState.WAITING, True, None
            run.save(update_fields=["state", "shrink_accepted", "finished_at", "updated_at"])
            audit.record(actor, "catalog.intake.release", run, detail={"city": run.city.slug})
            transaction.on_commit(lambda: dispatch(run.id), robust=True)
    except IntegrityError as error:
        raise DomainError(IMPORT_RUNNING) from error
    return run


def is_overtaken(run: IntakeRun) -> bool:
    """Whether a later run of the city has read its source to the end: what ``run`` was held with is old by now."""
    read = (RunState.DONE, RunState.HELD)
    return IntakeRun.objects.filter(city_id=run.city_id, id__gt=run.id, state__in=read).exists()
