"""What residents read follows the names of agencies and cities."""

import pytest
from django.db import transaction

from catalog.selectors import item_page, items_for_city, service_document
from cities.events import CityRegistered
from cities.services import agency_update
from services_portal.kernel import outbox
from services_portal.kernel.actor import SYSTEM
from tests.factories.catalog import make_agency, make_item, make_published

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_renamed_agency_is_renamed_everywhere():
    item = make_item()
    service = make_published(item, make_agency())
    name = {"zh-hans": "济南住房公积金中心", "en": "Jinan Housing Fund Centre"}
    agency_update(agency_id=service.agency_id, changes={"name": name, "phone": "12329"}, actor=SYSTEM)
    assert service_document(service.pk).agency.phone == "0531-12345"
    outbox.Relay().drain()
    document = service_document(service.pk, "en")
    assert (document.agency.name, document.agency.phone) == ("Jinan Housing Fund Centre", "12329")
    assert items_for_city("jinan").rows[0].service.agency.name == "济南住房公积金中心"
    assert item_page(item.code, language="en").cities[0].agency.name == "Jinan Housing Fund Centre"


def test_a_city_that_is_switched_off_is_offered_no_longer():
    item = make_item()
    service = make_published(item)
    city = service.city
    city.is_active = False
    city.save()
    with transaction.atomic():
        outbox.publish(CityRegistered(city_id=city.pk, slug=city.slug), aggregate_type="cities.city", aggregate_id="1")
    outbox.Relay().drain()
    assert item_page(item.code).offered_in == ()
    assert items_for_city(None).rows[0].offered_in == ()
