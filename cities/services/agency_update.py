"""Changing what residents read of an agency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from cities.events import AgencyChanged
from cities.models import Agency
from services_portal.kernel import audit, outbox
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED

CHANGEABLE = frozenset({"name", "short_name", "aliases", "department", "phone", "is_active"})
PUBLIC = frozenset({"name", "phone"})


def agency_update(*, agency_id: UUID, changes: Mapping[str, Any], actor: Actor) -> Agency:
    """Apply ``changes`` (of name, short_name, aliases, department, phone, is_active) and return the agency.

    Publishes AgencyChanged when a public field changed. Raises DomainError ``not_permitted``; ValidationError for
    values that do not fit.
    """
    with transaction.atomic():
        permitted = Agency.objects.for_actor(actor, Action.CHANGE)
        agency = permitted.select_for_update(no_key=True).filter(id=agency_id).first()
        if agency is None or not set(changes) <= CHANGEABLE:
            audit.record_refusal(actor, "cities.agency.update", ("cities.agency", str(agency_id)))
            raise DomainError(NOT_PERMITTED)
        changed = sorted(name for name, value in changes.items() if getattr(agency, name) != value)
        if not changed:
            return agency
        for name in changed:
            setattr(agency, name, changes[name])
        agency.full_clean()
        agency.save(update_fields=[*changed, "updated_at"])
        audit.record(actor, "cities.agency.update", agency, detail={"fields": changed})
        if PUBLIC.intersection(changed):
            event = AgencyChanged(agency_id=agency.id)
            outbox.publish(event, aggregate_type="cities.agency", aggregate_id=str(agency.id))
    return agency
