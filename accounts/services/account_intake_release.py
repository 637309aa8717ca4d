"""Agree to a shrunken source of old accounts: the held run goes on and marks what is gone."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.errors import ACCOUNT_IMPORT_RUNNING, ACCOUNT_IMPORT_SETTLED
from accounts.intake.dispatch import dispatch
from accounts.models import AccountRun, AccountRunState
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND


def account_intake_release(*, actor: Actor, run_id: UUID) -> AccountRun:
    """Let a held run go on and return it waiting; the source is read again.

    Raises DomainError ``not_found``, ``account_import_settled`` where it is not held, or a later run of the city has
    read its source; ``account_import_running``. Audited.
    """
    try:
        with transaction.atomic():
            permitted = AccountRun.objects.for_actor(actor, Action.CHANGE).select_for_update(no_key=True, of=("self",))
            run: AccountRun | None = permitted.select_related("city").filter(pk=run_id).first()
            if run is None:
                raise DomainError(NOT_FOUND)
            if run.state != AccountRunState.HELD or is_overtaken(run):
                raise DomainError(ACCOUNT_IMPORT_SETTLED)
            run.state, run.shrink_accepted, run.finished_at = AccountRunState.WAITING, True, None
            run.save(update_fields=["state", "shrink_accepted", "finished_at", "updated_at"])
            audit.record(actor, "accounts.intake.release", run, detail={"city": run.city.slug})
            transaction.on_commit(lambda: dispatch(run.pk), robust=True)
    except IntegrityError as error:
        raise DomainError(ACCOUNT_IMPORT_RUNNING, params={"city": run.city.slug if run else ""}) from error
    return run


def is_overtaken(run: AccountRun) -> bool:
    """Whether a later run of the city has read its source to the end: what ``run`` was held with is old by now."""
    read = (AccountRunState.DONE, AccountRunState.HELD)
    return AccountRun.objects.filter(city_id=run.city_id, id__gt=run.pk, state__in=read).exists()
