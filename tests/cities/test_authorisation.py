"""Everyone reads what is current; only who maintains the province's places changes them."""

import pytest

from cities.models import Agency, City, Pilot, Region, ServiceCentre, Zone
from services_portal.kernel.actor import ANONYMOUS, SYSTEM
from services_portal.kernel.authorisation import Action
from tests.cities.conftest import CLERK, MAINTAINER

WRITING = [Action.ADD, Action.CHANGE, Action.DELETE]


@pytest.mark.parametrize("model", [City, Region, Zone, Pilot])
def test_reference_data_is_read_by_all_and_changed_by_few(province, model):
    every = model.objects.count()
    assert every > 0
    for actor in (ANONYMOUS, CLERK, MAINTAINER, SYSTEM):
        assert model.objects.for_actor(actor).count() == every
        for action in WRITING:
            expected = every if actor in (MAINTAINER, SYSTEM) else 0
            assert model.objects.for_actor(actor, action).count() == expected


def test_what_is_switched_off_is_seen_by_those_who_may_change_it(province):
    City.objects.filter(slug="jinan").update(is_active=False)
    assert City.objects.for_actor(ANONYMOUS).count() == 15
    assert City.objects.for_actor(MAINTAINER, Action.CHANGE).count() == 16


@pytest.mark.parametrize("model", [Agency, ServiceCentre])
def test_no_right_no_rows_even_of_nothing(db, model):
    assert not model.objects.for_actor(CLERK, Action.CHANGE).exists()
    assert "WHERE" not in str(model.objects.for_actor(SYSTEM).query)
