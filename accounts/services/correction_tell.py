"""A person hears what became of his request for correction; who decides late is alarmed."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.events import CorrectionOverdue
from accounts.models import CorrectionRequest
from accounts.notices import Letter, notify
from services_portal.kernel import audit, outbox
from services_portal.kernel.actor import SYSTEM

logger = logging.getLogger(__name__)


def correction_tell(*, correction_id: UUID) -> int:
    """Tell the person that it is decided, not what; returns how many messages left. Holds no transaction."""
    request = CorrectionRequest.objects.filter(pk=correction_id).select_related("user").first()
    return notify(request.user, _decided) if request is not None and request.decided_by else 0


def _decided() -> Letter:
    return Letter(
        _("Your request for correction is decided"),
        _("What was decided, and why, stands among your data: sign in, and look under My data, Corrections."),
        _("[Services Portal] Your request for correction is decided. Sign in to read it."),
    )


def corrections_watch() -> int:
    """Give the alarm (:class:`CorrectionOverdue`, an audit entry, a line in the log) once for every request whose last
    day is over, and return for how many."""
    count = sum(_alarm(request) for request in CorrectionRequest.objects.overdue().filter(alarmed=False))
    if count:
        logger.warning("requests for correction are overdue", extra={"requests": count})
    return count


@transaction.atomic
def _alarm(request: CorrectionRequest) -> bool:
    if not CorrectionRequest.objects.open().filter(pk=request.pk, alarmed=False).update(alarmed=True):
        return False
    audit.record(SYSTEM, "accounts.correction.overdue", request)
    event = CorrectionOverdue(correction_id=request.pk, due_on=request.due_on.isoformat())
    outbox.publish(event, aggregate_type="accounts.correctionrequest", aggregate_id=str(request.pk))
    return True
