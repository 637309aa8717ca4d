"""Publishing many at once: all or nothing, in order, and nothing for what is public already."""

from dataclasses import replace
from uuid import uuid4

import pytest

from catalog.models import ItemListing, PublishedDocument, Service, ServiceVersion
from catalog.services import services_publish_bulk, services_retire_bulk
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.factories.catalog import make_agency, make_city, make_content, make_entry, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries():
    items = [make_item(f"00201717{number:04d}", f"事项{number}") for number in range(1, 4)]
    agencies = [make_agency(), make_agency(make_city("qingdao"))]
    return [make_entry(item, agency) for agency in agencies for item in items]


def publish(entries):
    return services_publish_bulk(actor=SYSTEM, entries=entries)


def again(entries, results):
    return [replace(entry, service_id=result.service_id) for entry, result in zip(entries, results, strict=True)]


def test_every_entry_becomes_a_service_in_its_place(entries):
    results = publish(entries)
    assert [(result.number, result.changed) for result in results] == [(1, True)] * 6
    for entry, result in zip(entries, results, strict=True):
        service = Service.objects.get(pk=result.service_id)
        assert (service.implementation_code, service.state) == (entry.implementation_code, "published")
        assert service.current_version.read() == entry.content
    assert (PublishedDocument.objects.count(), ItemListing.objects.exclude(service=None).count()) == (12, 12)
    events = OutboxEvent.objects.filter(name="catalog.service_published").order_by("sequence")
    assert list(events.values_list("aggregate_id", flat=True)) == [str(result.service_id) for result in results]
    assert AuditEntry.objects.filter(action="catalog.service.publish").count() == 6


def test_a_second_time_changes_nothing(entries, django_assert_max_num_queries):
    results = publish(entries)
    tables = (Service, ServiceVersion, PublishedDocument, ItemListing, OutboxEvent, AuditEntry)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    with django_assert_max_num_queries(12):
        same = publish(again(entries, results))
    assert [(result.number, result.changed) for result in same] == [(1, False)] * 6
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def test_only_what_differs_gets_a_version(entries):
    changed = again(entries, publish(entries))
    changed[1] = replace(changed[1], content=make_content(promised_days=9))
    results = publish(changed)
    assert [result.changed for result in results] == [False, True, False, False, False, False]
    assert ServiceVersion.objects.filter(number=2).get().service_id == changed[1].service_id


def test_a_service_that_moves_to_another_matter_leaves_the_first(entries):
    [result] = publish(entries[:1])
    [moved] = publish([replace(entries[1], service_id=result.service_id)])
    assert (moved.service_id, moved.number) == (result.service_id, 2)
    listed = ItemListing.objects.exclude(service=None).values_list("basic_item__code", flat=True).distinct()
    assert list(listed) == ["002017170002"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"basic_item_id": uuid4()}, "unknown_item"),
        ({"agency_id": uuid4()}, "unknown_agency"),
        ({"service_id": uuid4()}, "unknown_service"),
    ],
)
def test_one_wrong_entry_stops_them_all(entries, refused, change, code):
    with refused(code):
        publish([*entries[:2], replace(entries[2], **change)])


def test_a_code_that_is_taken_stops_them_all(entries, refused):
    publish(entries[:1])
    with refused("implementation_code_taken"):
        publish(entries)


def test_two_entries_for_one_service_are_a_mistake_of_the_caller(entries):
    [result] = publish(entries[:1])
    with pytest.raises(ValueError, match="one service"):
        publish([replace(entry, service_id=result.service_id) for entry in entries[:2]])


def test_many_are_retired_and_the_matters_say_so(entries):
    results = publish(entries)
    gone = [result.service_id for result in results[:3]]
    assert services_retire_bulk(actor=SYSTEM, service_ids=gone) == 3
    assert services_retire_bulk(actor=SYSTEM, service_ids=gone) == 0
    assert Service.objects.filter(state="retired").count() == 3
    assert set(ItemListing.objects.exclude(city=None).values_list("city__slug", flat=True)) == {"qingdao"}
    assert OutboxEvent.objects.filter(name="catalog.service_retired").count() == 3
