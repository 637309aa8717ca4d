"""A person takes the copy of his data."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction

from accounts.models import DataExport, ExportKind, ExportState
from accounts.rights.exporting import opened_pieces
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND


def data_export_open(*, actor: Actor, export_id: UUID, kind: ExportKind) -> Iterator[bytes]:
    """Return one form of the copy, piece by piece; that it was taken is recorded.

    The caller has made sure that the person himself sits there. Raises DomainError ``not_found`` for anybody else's,
    for one that is not ready, and once its days are over.
    """
    # Those with every right see everything; this is nobody's but its person's.
    mine = DataExport.objects.for_actor(actor).filter(user_id=actor.id, pk=export_id, state=ExportState.READY)
    export = mine.filter(expires_at__gt=clock.now()).first()
    if export is None:
        raise DomainError(NOT_FOUND)
    with transaction.atomic():
        audit.record(actor, "accounts.data_export.open", export, detail={"kind": kind.value})
    return opened_pieces(export, kind)
