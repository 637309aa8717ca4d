"""A person opens an account."""

from __future__ import annotations

from django.db import transaction

from accounts.events import ResidentRegistered
from accounts.models import Resident, User
from accounts.selectors import USER
from services_portal.kernel import audit, outbox
from services_portal.kernel.actor import Actor
from services_portal.kernel.text import CHINESE, Language


@transaction.atomic
def resident_register(*, user: User, display_name: str = "", language: Language = CHINESE) -> Resident:
    """Write the resident of a new account, with its audit entry and :class:`ResidentRegistered`.

    In: a saved user without a resident. Returns the resident. Raises IntegrityError when there is one already.
    """
    resident = Resident.objects.create(user=user, display_name=display_name, language=language)
    audit.record(Actor(type=USER, id=str(user.pk)), "accounts.resident.register", resident)
    outbox.publish(
        ResidentRegistered(resident_id=resident.pk),
        aggregate_type="accounts.resident",
        aggregate_id=str(resident.pk),
    )
    return resident
