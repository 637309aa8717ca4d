"""The copy that a person asked for is made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import islice
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import translation

from accounts.models import DataExport, DataExportPart, ExportKind, ExportState
from accounts.rights.exporting import json_pieces, pdf_pieces, sealed_parts
from accounts.rights.gathering import accounts_of
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import SYSTEM

KEPT: Final = timedelta(days=7)
ATTEMPTS: Final = 3
AT_ONCE: Final = 8


def data_export_make(*, export_id: UUID) -> bool:
    """Make a copy in both forms, encrypted; returns whether it was made now.

    A copy that another process makes, or that is gone, is left alone. One that could not be made three times is given
    up. Memory does not grow with what is held: parts are written eight at a time.
    """
    if not _begun(export_id):
        return False
    with transaction.atomic():
        found = DataExport.objects.select_for_update(skip_locked=True, no_key=True).select_related("user")
        export = found.filter(pk=export_id, state=ExportState.WAITING).first()
        if export is None:
            return False
        now = clock.now()
        people = accounts_of(export.user)
        with translation.override(export.language):
            copy = json_pieces(people, made_at=now, language=export.language)
            _write(sealed_parts(export, ExportKind.JSON, copy))
            _write(sealed_parts(export, ExportKind.PDF, pdf_pieces(people, made_at=now)))
        export.state, export.ready_at, export.expires_at = ExportState.READY, now, now + KEPT
        export.save(update_fields=["state", "ready_at", "expires_at", "updated_at"])
        audit.record(SYSTEM, "accounts.data_export.make", export)
    return True


def data_exports_due(limit: int = 50) -> list[UUID]:
    """Return the copies that wait to be made, the oldest first."""
    waiting = DataExport.objects.filter(state=ExportState.WAITING).order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:limit])


@transaction.atomic
def data_exports_forget() -> int:
    """Delete the copies whose days are over, whatever became of them; returns how many."""
    over = DataExport.objects.filter(expires_at__lte=clock.now()).select_for_update(skip_locked=True)
    chosen = list(over.order_by("expires_at")[:500])
    DataExport.objects.filter(pk__in=[each.pk for each in chosen]).delete()
    audit.record_many(SYSTEM, "accounts.data_export.forget", [(each, None) for each in chosen])
    return len(chosen)


def _begun(export_id: UUID) -> bool:
    """Count an attempt, and give the copy up after the last one."""
    waiting = DataExport.objects.filter(pk=export_id, state=ExportState.WAITING)
    if waiting.filter(attempts__gte=ATTEMPTS).update(state=ExportState.FAILED):
        return False
    return bool(waiting.update(attempts=F("attempts") + 1))


def _write(parts: Iterable[DataExportPart]) -> None:
    remaining = iter(parts)
    while chunk := list(islice(remaining, AT_ONCE)):
        DataExportPart.objects.bulk_create(chunk)
