"""What the feed tells: each event once, in order, with codes, digests and the document's address."""

from dataclasses import replace

import pytest

from catalog.feed import change_slice
from catalog.models import CatalogueChange, PublishedDocument
from catalog.publishing.changes import append_changes
from catalog.services import service_publish, service_retire, services_publish_bulk, services_retire_bulk
from cities.services import agency_update
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.outbox.relay import Relay
from tests.factories.catalog import (
    make_agency,
    make_city,
    make_content,
    make_entry,
    make_item,
    make_published,
    make_submitted,
)

pytestmark = pytest.mark.django_db


def told():
    append_changes()
    return change_slice(None, limit=100).events


def digests(service_id):
    return dict(PublishedDocument.objects.filter(service_id=service_id).values_list("language", "etag"))


def test_a_service_is_published_updated_retired_and_restored():
    entry = make_entry(make_item(), make_agency())
    [made] = services_publish_bulk(actor=SYSTEM, entries=[entry])
    first = digests(made.service_id)
    again = replace(entry, service_id=made.service_id, content=make_content(promised_days=9))
    services_publish_bulk(actor=SYSTEM, entries=[again])
    second = digests(made.service_id)
    services_retire_bulk(actor=SYSTEM, service_ids=[made.service_id])
    services_publish_bulk(actor=SYSTEM, entries=[again])
    events = told()
    assert [(event.position, event.kind, event.version, event.digests) for event in events] == [
        (1, "published", 1, first),
        (2, "updated", 2, second),
        (3, "retired", 2, {}),
        (4, "restored", 3, digests(made.service_id)),
    ]
    assert {event.service for event in events} == {str(made.service_id)}
    assert {event.document for event in events} == {f"/api/v1/services/{made.service_id}/"}


def test_an_event_carries_the_codes_of_its_time():
    agency = make_agency(make_city("qingdao"))
    service = make_published(make_item(), agency)
    [event] = told()
    assert (event.implementation_code, event.basic_code) == (service.implementation_code, "002017170005")
    assert (event.city, event.region_code, event.agency_uscc) == ("qingdao", "370200000000", agency.uscc)
    assert event.at.endswith("+08:00")


def test_what_a_clerk_publishes_and_retires_is_told_alike():
    service = make_submitted()
    service_publish(actor=SYSTEM, service_id=service.pk)
    service_retire(actor=SYSTEM, service_id=service.pk)
    assert [event.kind for event in told()] == ["published", "retired"]


def test_nothing_is_told_of_what_did_not_change():
    entry = make_entry(make_item(), make_agency())
    [made] = services_publish_bulk(actor=SYSTEM, entries=[entry])
    services_publish_bulk(actor=SYSTEM, entries=[replace(entry, service_id=made.service_id)])
    make_submitted(make_item("002017170006", "贷款"))
    assert [event.kind for event in told()] == ["published"]


def test_a_document_that_changes_with_its_surroundings_is_told_under_its_version():
    """The agency's telephone stands in the document: who mirrors documents must hear of it."""
    agency = make_agency()
    service = make_published(make_item(), agency)
    agency_update(actor=SYSTEM, agency_id=agency.pk, changes={"phone": "0531-99999"})
    Relay().drain()
    events = told()
    assert [(event.kind, event.version) for event in events] == [("published", 1), ("updated", 1)]
    assert events[1].digests == digests(service.pk) != events[0].digests


@pytest.mark.django_db(transaction=True)
def test_the_relay_gives_events_their_place():
    make_published()
    assert change_slice(None, limit=100).events == ()
    Relay().drain()
    assert [event.position for event in change_slice(None, limit=100).events] == [1]


def test_bulk_publishing_asks_the_database_no_more_often_for_more(django_assert_max_num_queries):
    agency = make_agency()
    entries = [make_entry(make_item(f"0020171{n:05d}", f"事{n}"), agency) for n in range(40)]
    with django_assert_max_num_queries(30):
        services_publish_bulk(actor=SYSTEM, entries=entries)
    assert CatalogueChange.objects.count() == 40
