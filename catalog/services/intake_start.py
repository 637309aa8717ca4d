"""Start taking in a city's catalogue: from a file that was handed in, or from where the manifest says."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePath
from typing import IO, Final, Protocol

from django.conf import settings
from django.db import IntegrityError, transaction

from catalog.access import actor_label
from catalog.errors import CATALOGUE_TOO_LARGE, CUT_OVER_DONE, IMPORT_RUNNING
from catalog.intake.cut_over import phase_of
from catalog.intake.dispatch import dispatch
from catalog.models import CutOverPhase, IntakeRun, RunKind, RunState
from catalog.scopes import INTAKE_RUN
from cities.models import City
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.ids import uuid7
from services_portal.kernel.refusals import NOT_PERMITTED

BLOCK: Final = 1 << 20
LONGEST_SUFFIX: Final = 12
_UNSAFE: Final = re.compile(r"[^\w.\-]+")


class Upload(Protocol):
    """A file as Django hands it over."""

    name: str | None

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes."""
        ...


def intake_start(
    *,
    actor: Actor,
    city: City,
    upload: Upload | IO[bytes] | None = None,
    path: Path | None = None,
    hand_over: bool = True,
) -> IntakeRun:
    """Register a run and let a worker carry it out; return it waiting.

    ``upload`` is copied under PORTAL_HOME first (at most ``PORTAL_INTAKE_MAX_BYTES``); ``path`` names a file that the
    worker can read; with neither the manifest's own source is read.
    In the phase of shadow the run only rehearses. A run that only waits to be tried again gives way.
    Without ``hand_over`` the caller carries the run out itself (``intake_run``). Raises DomainError ``not_permitted``,
    ``import_running``, ``catalogue_too_large``, ``cut_over_done``.
    """
    if not actor.may(INTAKE_RUN, f"city:{city.slug}"):
        audit.record_refusal(actor, "catalog.intake.start", ("cities.city", str(city.id)))
        raise DomainError(NOT_PERMITTED)
    run = IntakeRun(id=uuid7(), city=city, kind=_kind_now(city), started_by=actor_label(actor))
    if upload is not None:
        run.source = Path(upload.name or "upload").name[:500]
        path, run.source_digest = _keep(upload, folder_of(run), run.source)
    elif path is not None:
        run.source = path.name[:500]
    run.source_path = str(path.resolve()) if path is not None else ""
    try:
        with transaction.atomic():
            # Who moves the city on through its cut-over holds it too, and looks for runs at work.
            City.objects.select_for_update(no_key=True).get(pk=city.pk)
            run.kind = _kind_now(city)
            _give_way(city)
            run.save(force_insert=True)
            audit.record(actor, "catalog.intake.start", run, detail={"city": city.slug, "source": run.source})
            if hand_over:
                transaction.on_commit(lambda: dispatch(run.id), robust=True)
    except DomainError:
        discard_upload(run)
        raise
    except IntegrityError as error:
        discard_upload(run)
        if "intake_one_run_a_city" not in str(error):
            raise
        raise DomainError(IMPORT_RUNNING, params={"city": city.slug}) from error
    return run


def _kind_now(city: City) -> RunKind:
    """Return what a reading of the whole source does in the city's phase. Raises DomainError ``cut_over_done``."""
    phase = phase_of(city)
    if phase == CutOverPhase.REDIRECTED:
        raise DomainError(CUT_OVER_DONE, params={"city": city.slug})
    return RunKind.REHEARSAL if phase == CutOverPhase.SHADOW else RunKind.SOURCE


def _give_way(city: City) -> None:
    """Settle the city's run that only waits to be tried again, in the caller's transaction."""
    left = IntakeRun.objects.select_for_update(no_key=True).filter(city=city, state=RunState.RETRY).first()
    if left is None:
        return
    left.state, left.finished_at = RunState.FAILED, clock.now()
    left.save(update_fields=["state", "finished_at", "updated_at"])
    transaction.on_commit(lambda: discard_upload(left), robust=True)


def folder_of(run: IntakeRun) -> Path:
    """Return the folder that holds what was handed in for a run."""
    return Path(settings.PORTAL_HOME) / "intake" / str(run.id)


def discard_upload(run: IntakeRun) -> None:
    """Remove what was handed in for a run; a file that was only named stays."""
    folder = folder_of(run)
    if not folder.is_dir():
        return
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()


def _keep(upload: Upload | IO[bytes], folder: Path, name: str) -> tuple[Path, str]:
    """Copy the upload, block by block, and return where it lies and its digest."""
    # A file's own name is bounded in bytes, and people's names for files are longer.
    target = folder / f"catalogue{_UNSAFE.sub('_', PurePath(name).suffix[:LONGEST_SUFFIX])}"
    hasher, size = hashlib.sha256(), 0
    folder.mkdir(parents=True)
    try:
        with target.open("wb") as copy:
            while block := upload.read(BLOCK):
                size += len(block)
                if size > settings.PORTAL_INTAKE_MAX_BYTES:
                    raise DomainError(CATALOGUE_TOO_LARGE, params={"limit": settings.PORTAL_INTAKE_MAX_BYTES})
                hasher.update(block)
                copy.write(block)
    except BaseException:
        target.unlink(missing_ok=True)
        folder.rmdir()
        raise
    return target, hasher.hexdigest()
