"""Staff read a resident's personal data, and leave a trace."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.models import Resident
from accounts.rights.purposes import ReadPurpose, read_facts
from accounts.selectors import USER, Profile, profile_of
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND


def resident_read(*, actor: Actor, resident_id: UUID, reason: str = "") -> Profile:
    """Return the profile of a resident whom ``actor`` may see; a read by anybody else than himself is recorded.

    Raises DomainError ``not_found`` for a resident who does not exist or may not be seen; the attempt is recorded as a
    refusal. ``reason`` is a case or task number, never personal data.
    """
    found = Resident.objects.for_actor(actor).filter(pk=resident_id).select_related("user").first()
    detail = {**read_facts(actor, ReadPurpose.RESIDENT), **({"reason": reason} if reason else {})}
    if found is None:
        audit.record_refusal(actor, "accounts.resident.read", ("accounts.resident", str(resident_id)), detail=detail)
        raise DomainError(NOT_FOUND)
    if actor.type != USER or actor.id != str(found.user_id):
        with transaction.atomic():
            audit.record(actor, "accounts.resident.read", found, detail=detail)
    return profile_of(found.user)
