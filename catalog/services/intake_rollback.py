"""Take an import back as a whole."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from catalog.access import actor_label
from catalog.errors import (
    CUT_OVER_DONE,
    IMPORT_RUNNING,
    RUN_BUILT_UPON,
    RUN_NOT_REVERSIBLE,
    SERVICES_EDITED_SINCE,
    UNKNOWN_RUN,
)
from catalog.intake.cut_over import LED_BY_PORTAL, phase_of
from catalog.intake.dispatch import dispatch
from catalog.intake.restoring import count_edited, is_city_s_last
from catalog.models import IntakeRun, RunKind, RunState
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError
from services_portal.kernel.ids import uuid7

REVERSIBLE: Final = (RunState.DONE, RunState.HELD, RunState.CANCELLED, RunState.FAILED)


def intake_rollback(*, actor: Actor, run_id: UUID, keep_edited: bool = False, hand_over: bool = True) -> IntakeRun:
    """Register the roll-back of a run, let a worker carry it out, and return it waiting.

    Services and the memory of the source's rows come to stand as before the run; what a person has changed since stays
    as it is where ``keep_edited`` says so, and stops the roll-back otherwise. Without ``hand_over`` the caller carries
    it out (``intake_run``). Raises DomainError ``unknown_run``, ``run_not_reversible``, ``run_built_upon``,
    ``services_edited_since``, ``import_running``, and ``cut_over_done`` once the portal leads.
    """
    try:
        with transaction.atomic():
            permitted = IntakeRun.objects.for_actor(actor, Action.CHANGE).select_for_update(no_key=True, of=("self",))
            run = permitted.select_related("city").filter(pk=run_id).first()
            if run is None:
                raise DomainError(UNKNOWN_RUN)
            _require_reversible(run, keep_edited=keep_edited)
            back = IntakeRun(
                id=uuid7(),
                city=run.city,
                kind=RunKind.ROLLBACK,
                reverses=run,
                source=run.source,
                started_by=actor_label(actor),
            )
            back.save(force_insert=True)
            audit.record(actor, "catalog.intake.rollback", run, detail={"city": run.city.slug, "by": str(back.pk)})
            if hand_over:
                transaction.on_commit(lambda: dispatch(back.pk), robust=True)
    except IntegrityError as error:
        if "intake_one_run_a_city" not in str(error):
            raise
        raise DomainError(IMPORT_RUNNING) from error
    return back


def may_be_reversed(run: IntakeRun) -> bool:
    """Whether a run can be rolled back as things stand, edited services aside."""
    return _is_reversible(run) and is_city_s_last(run) and phase_of(run.city) not in LED_BY_PORTAL


def _is_reversible(run: IntakeRun) -> bool:
    return run.kind not in (RunKind.ROLLBACK, RunKind.REHEARSAL) and run.state in REVERSIBLE


def _require_reversible(run: IntakeRun, *, keep_edited: bool) -> None:
    if not _is_reversible(run):
        raise DomainError(RUN_NOT_REVERSIBLE, params={"state": run.state, "kind": run.kind})
    if phase_of(run.city) in LED_BY_PORTAL:
        raise DomainError(CUT_OVER_DONE)
    if not is_city_s_last(run):
        raise DomainError(RUN_BUILT_UPON)
    edited = 0 if keep_edited else count_edited(run)
    if edited:
        raise DomainError(SERVICES_EDITED_SINCE, params={"count": edited})
