"""Stop an import of old accounts that was begun by mistake."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.errors import ACCOUNT_IMPORT_SETTLED
from accounts.intake.uploads import discard_upload
from accounts.models import AccountRun, AccountRunState
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND

# Nobody is at work on it: it ends here and now.
IDLE: Final = (AccountRunState.WAITING, AccountRunState.RETRY)


def account_intake_cancel(*, actor: Actor, run_id: UUID) -> AccountRun:
    """Cancel a run and return it. One at work ends before its next chunk; what it has taken in until then stands, and
    the next run goes on from there.

    Raises DomainError ``not_found``, ``account_import_settled``. Audited.
    """
    with transaction.atomic():
        permitted = AccountRun.objects.for_actor(actor, Action.CHANGE).select_for_update(no_key=True, of=("self",))
        run: AccountRun | None = permitted.select_related("city").filter(pk=run_id).first()
        if run is None:
            raise DomainError(NOT_FOUND)
        if run.state not in (*IDLE, AccountRunState.RUNNING):
            raise DomainError(ACCOUNT_IMPORT_SETTLED)
        run.cancel_requested = True
        if run.state in IDLE:
            run.state, run.finished_at = AccountRunState.CANCELLED, clock.now()
            transaction.on_commit(lambda: discard_upload(run), robust=True)
        run.save(update_fields=["state", "finished_at", "cancel_requested", "updated_at"])
        audit.record(actor, "accounts.intake.cancel", run, detail={"city": run.city.slug})
    return run
