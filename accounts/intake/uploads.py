"""Files with old accounts that were handed in: sealed until their run has read them, then gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Final

from django.conf import settings

from accounts.errors import ACCOUNT_SOURCE_TOO_LARGE
from accounts.models import AccountRun
from services_portal.kernel.errors import DomainError
from services_portal.kernel.runs.sealed_file import Readable, TooLargeError, opened_file, seal_file

_LONGEST_SUFFIX: Final = 12


def place_of(run: AccountRun) -> Path:
    """Return where a run's file lies."""
    return Path(settings.PORTAL_HOME) / "intake-accounts" / f"{run.pk}.sealed"


def keep_upload(run: AccountRun, upload: Readable) -> None:
    """Seal a file for ``run``, which is not saved yet, and note the key. Raises DomainError
    ``account_source_too_large``."""
    limit = settings.PORTAL_PRIVATE_UPLOAD_BYTES
    try:
        run.upload_key = seal_file(upload, place_of(run), limit=limit).hex()
    except TooLargeError:
        raise DomainError(ACCOUNT_SOURCE_TOO_LARGE, params={"limit": limit}) from None


@contextmanager
def source_of(run: AccountRun) -> Iterator[Path | None]:
    """Yield the file that ``run`` reads, None where it reads what the manifest names."""
    if run.upload_key is not None:
        suffix = PurePath(run.source).suffix[:_LONGEST_SUFFIX]
        with opened_file(place_of(run), bytes.fromhex(run.upload_key), suffix=suffix) as path:
            yield path
    else:
        yield Path(run.source_path) if run.source_path else None


def discard_upload(run: AccountRun) -> None:
    """Remove what was handed in for ``run``, and its key; a file that was only named stays."""
    AccountRun.objects.filter(pk=run.pk).exclude(upload_key__isnull=True).update(upload_key=None)
    place_of(run).unlink(missing_ok=True)
