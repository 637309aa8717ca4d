"""Stop a run that was begun by mistake."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import transaction

from catalog.errors import RUN_NOT_CANCELLABLE, UNKNOWN_RUN
from catalog.models import IntakeRun, RunKind, RunState
from catalog.services.intake_start import discard_upload
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError

# Nobody is at work on it: it ends here and now.
IDLE: Final = (RunState.WAITING, RunState.RETRY)


def intake_cancel(*, actor: Actor, run_id: UUID) -> IntakeRun:
    """Cancel a run and return it. One at work ends before its next chunk; what it has taken in until then stands, and
    can be rolled back.

    A roll-back is never cancelled: half of one is worse than either state. Raises DomainError ``unknown_run``,
    ``run_not_cancellable``.
    """
    with transaction.atomic():
        permitted = IntakeRun.objects.for_actor(actor, Action.CHANGE).select_for_update(no_key=True, of=("self",))
        run = permitted.select_related("city").filter(pk=run_id).first()
        if run is None:
            raise DomainError(UNKNOWN_RUN)
        if run.kind == RunKind.ROLLBACK or run.state not in (*IDLE, RunState.RUNNING):
            raise DomainError(RUN_NOT_CANCELLABLE, params={"state": run.state, "kind": run.kind})
        if run.state in IDLE:
            run.state, run.finished_at = RunState.CANCELLED, clock.now()
            transaction.on_commit(lambda: discard_upload(run), robust=True)
        run.cancel_requested = True
        run.save(update_fields=["state", "finished_at", "cancel_requested", "updated_at"])
        audit.record(actor, "catalog.intake.cancel", run, detail={"city": run.city.slug})
    return run
