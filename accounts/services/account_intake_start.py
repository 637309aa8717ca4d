"""Start taking in a city's old accounts."""

from __future__ import annotations

from pathlib import Path

from django.db import IntegrityError, transaction

from accounts.errors import ACCOUNT_IMPORT_RUNNING
from accounts.models import AccountRun, AccountRunState
from accounts.scopes import INTAKE_RUN
from cities.models import City
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED


def account_intake_start(*, actor: Actor, city: City, path: Path | None = None) -> AccountRun:
    """Register a run over the old accounts of ``city`` and return it waiting; the caller carries it out.

    ``path`` names a file to read instead of what the manifest's ``[accounts]`` names. A run that only waits to be tried
    again gives way. Writes an audit entry. Raises DomainError ``not_permitted`` (recorded) or
    ``account_import_running``: one run a city is at work (the unique index decides a race).
    """
    if not actor.may(INTAKE_RUN, f"city:{city.slug}"):
        audit.record_refusal(actor, "accounts.intake.start", ("cities.city", str(city.id)))
        raise DomainError(NOT_PERMITTED)
    run = AccountRun(city=city, started_by=(actor.label or f"{actor.type} {actor.id}")[:100])
    if path is not None:
        run.source, run.source_path = path.name[:500], str(path.resolve())
    try:
        with transaction.atomic():
            retrying = AccountRun.objects.filter(city=city, state=AccountRunState.RETRY)
            retrying.update(state=AccountRunState.FAILED, finished_at=clock.now(), updated_at=clock.now())
            run.save(force_insert=True)
            audit.record(actor, "accounts.intake.start", run, detail={"city": city.slug})
    except IntegrityError as error:
        if "account_one_run_a_city" not in str(error):
            raise
        raise DomainError(ACCOUNT_IMPORT_RUNNING, params={"city": city.slug}) from error
    return run
