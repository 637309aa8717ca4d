"""Both sides hear on the day that an age has changed what they may do; the rights themselves have changed already."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction

from accounts.agents.ages import BORDERS, FULL, births_reaching
from accounts.agents.consents import GUARDIANS
from accounts.agents.kinds import EndReason
from accounts.events import AgeReached
from accounts.models import AgencyRelation
from accounts.models.agency_relation import HELD
from accounts.models.dependant import born_index
from accounts.services.agency_end import end
from services_portal.kernel import clock, outbox
from services_portal.kernel.actor import SYSTEM

# Days that the job may have stood still without anybody being forgotten.
LOOK_BACK: Final = 31


def ages_note() -> int:
    """Tell of everybody who has become 14 or 18 within a month and of whom it was not told: :class:`AgeReached`.

    At 18 the agency of parents, and of guardians of a child, is written down as ended; it has not held since midnight
    (``accounts.agents.standing``). Returns how many relations were told of; once for each.
    """
    return sum(_note(age) for age in BORDERS)


def _note(age: int) -> int:
    today = clock.today()
    births = [born for back in range(LOOK_BACK) for born in births_reaching(age, today - timedelta(days=back))]
    found = AgencyRelation.objects.filter(
        dependant__born_index__in=[born_index(born) for born in births],
        kind__in=GUARDIANS,
        seconded_by="",
        state__in=HELD,
        told_age__lt=age,
    )
    told = 0
    for key in list(found.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            relation = (
                AgencyRelation.objects.select_for_update().filter(pk=key, told_age__lt=age, state__in=HELD).first()
            )
            if relation is None:
                continue
            relation.told_age = age
            relation.save(update_fields=["told_age"])
            event = AgeReached(agency_id=relation.pk, age=age)
            outbox.publish(event, aggregate_type="accounts.agency", aggregate_id=str(relation.pk), actor=SYSTEM)
            if age == FULL:
                end(SYSTEM, relation, EndReason.OF_AGE)
            told += 1
    return told
