"""Adding agencies that a city's own catalogue names, where the city's manifest says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from cities.models import Agency
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class NewAgency:
    """An agency to add, under a key that the caller made."""

    id: UUID
    uscc: str
    name: str
    region_id: UUID
    level: str


def agencies_adopt(*, actor: Actor, city_id: UUID, agencies: Sequence[NewAgency]) -> list[Agency]:
    """Add all of these agencies to the city's register, or none, and return them.

    The caller has checked the actor's right over the city. Raises ValidationError for a credit code that is not valid
    (GB 32100), IntegrityError when one is registered already.
    """
    made = [
        Agency(
            id=new.id,
            uscc=new.uscc,
            name={"zh-hans": new.name},
            region_id=new.region_id,
            city_id=city_id,
            level=new.level,
        )
        for new in agencies
    ]
    for agency in made:
        agency.clean_fields()
    with transaction.atomic():
        Agency.objects.bulk_create(made)
        audit.record_many(actor, "cities.agency.adopt", [(agency, {"uscc": agency.uscc}) for agency in made])
    return made
