"""Start taking in a city's old accounts."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Protocol

from django.db import IntegrityError, transaction

from accounts.errors import ACCOUNT_IMPORT_RUNNING
from accounts.intake.dispatch import dispatch
from accounts.intake.uploads import discard_upload, keep_upload
from accounts.models import AccountRun, AccountRunState
from accounts.scopes import INTAKE_RUN
from cities.models import City
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED


class Upload(Protocol):
    """A file as Django hands it over."""

    name: str | None

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes."""
        ...


def account_intake_start(
    *, actor: Actor, city: City, path: Path | None = None, upload: Upload | None = None, hand_over: bool = False
) -> AccountRun:
    """Register a run over the old accounts of ``city`` and return it waiting; the caller carries it out, or with
    ``hand_over`` a worker.

    ``path`` names a file to read instead of what the manifest's ``[accounts]`` names; ``upload`` is one that was handed
    in, which is sealed until the run has read it (at most ``PORTAL_PRIVATE_UPLOAD_BYTES``). A run that only waits to be
    tried again gives way. Writes an audit entry. Raises DomainError ``not_permitted`` (recorded),
    ``account_source_too_large``, or ``account_import_running``: one run a city is at work (the unique index decides a
    race).
    """
    if not actor.may(INTAKE_RUN, f"city:{city.slug}"):
        audit.record_refusal(actor, "accounts.intake.start", ("cities.city", str(city.id)))
        raise DomainError(NOT_PERMITTED)
    run = AccountRun(city=city, started_by=actor.acted_by)
    if upload is not None:
        run.source = (PurePath(upload.name or "upload").name)[:500]
        keep_upload(run, upload)
    elif path is not None:
        run.source, run.source_path = path.name[:500], str(path.resolve())
    try:
        with transaction.atomic():
            _give_way(city)
            run.save(force_insert=True)
            audit.record(actor, "accounts.intake.start", run, detail={"city": city.slug})
            if hand_over:
                transaction.on_commit(lambda: dispatch(run.pk), robust=True)
    except IntegrityError as error:
        discard_upload(run)
        if "account_one_run_a_city" not in str(error):
            raise
        raise DomainError(ACCOUNT_IMPORT_RUNNING, params={"city": city.slug}) from error
    return run


def _give_way(city: City) -> None:
    """Settle the city's run that only waits to be tried again, in the caller's transaction."""
    left = AccountRun.objects.select_for_update(no_key=True).filter(city=city, state=AccountRunState.RETRY).first()
    if left is None:
        return
    left.state, left.finished_at = AccountRunState.FAILED, clock.now()
    left.save(update_fields=["state", "finished_at", "updated_at"])
    transaction.on_commit(lambda: discard_upload(left), robust=True)
