"""A person asks for a copy of all that is held about him."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction

from accounts.models import DataExport, ExportState, User
from accounts.rights.errors import EXPORT_UNDER_WAY
from accounts.selectors import USER
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED

KEPT: Final = timedelta(days=7)


def data_export_ask(*, actor: Actor, user: User, language: str) -> DataExport:
    """Ask for a copy in ``language``; a worker makes it within minutes, and an earlier one is deleted.

    The caller has made sure that the person himself sits there. Raises DomainError ``not_permitted`` for anybody but
    the person, ``export_under_way`` while one is being made; the unique index decides a race.
    """
    if (actor.type, actor.id) != (USER, str(user.pk)):
        raise DomainError(NOT_PERMITTED)
    try:
        with transaction.atomic():
            DataExport.objects.filter(user=user).exclude(state=ExportState.WAITING).delete()
            asked = DataExport.objects.create(user=user, language=language, expires_at=clock.now() + KEPT)
            audit.record(actor, "accounts.data_export.ask", asked)
            return asked
    except IntegrityError:
        raise DomainError(EXPORT_UNDER_WAY) from None
