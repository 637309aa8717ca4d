"""Transactions commit in another order than they began. First the loss, then the place that is given after commit."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connections, transaction

from catalog.feed import change_slice
from catalog.models import CatalogueChange
from catalog.publishing import changes
from catalog.services import services_publish_bulk
from services_portal.kernel.actor import SYSTEM
from tests.factories.catalog import make_agency, make_city, make_entry, make_item

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def entries():
    return [make_entry(make_item(f"00201717000{number}", f"事项{number}"), make_agency()) for number in range(1, 4)]


@pytest.fixture
def overtaken(entries):
    """The first publication draws its numbers first and commits last; return what a reader does in between."""
    drawn, may_commit = Event(), Event()

    def slow():
        try:
            with transaction.atomic():
                services_publish_bulk(actor=SYSTEM, entries=entries[:1])
                drawn.set()
                assert may_commit.wait(10)
        finally:
            connections.close_all()

    def run(meanwhile, after):
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(slow)
            assert drawn.wait(10)
            services_publish_bulk(actor=SYSTEM, entries=entries[1:2])
            meanwhile()
            may_commit.set()
            first.result(10)
        after()

    return run


def codes(events):
    return [event.basic_code for event in events]


def test_a_reader_who_goes_by_the_number_drawn_loses_the_one_committed_last(overtaken):
    read, seen = [], [0]

    def look():
        for change in CatalogueChange.objects.filter(id__gt=seen[0]).order_by("id"):
            read.append(change.basic_code)
            seen[0] = change.id

    overtaken(look, look)
    assert read == ["002017170002"]
    assert CatalogueChange.objects.count() == 2


def test_a_reader_who_goes_by_the_place_in_the_feed_gets_both(overtaken):
    read, cursor = [], [None]

    def look():
        changes.append_changes()
        found = change_slice(cursor[0], limit=100)
        read.extend(codes(found.events))
        cursor[0] = found.cursor

    overtaken(look, look)
    assert read == ["002017170002", "002017170001"]


def test_appenders_take_turns_and_the_second_sees_what_the_first_left(entries):
    """Two at once must not give one place twice: the second waits, then goes on where the first ended."""
    services_publish_bulk(actor=SYSTEM, entries=entries)

    def append():
        try:
            return changes.append_changes()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        counts = [future.result(30) for future in [pool.submit(append) for _ in range(4)]]
    assert sorted(counts) == [0, 0, 0, 3]
    assert codes(change_slice(None, limit=100).events) == ["002017170001", "002017170002", "002017170003"]


def test_what_is_rolled_back_is_never_told(entries):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services_publish_bulk(actor=SYSTEM, entries=entries[:1])
        raise ZeroDivisionError
    services_publish_bulk(actor=SYSTEM, entries=entries[1:])
    changes.append_changes()
    assert [event.position for event in change_slice(None, limit=100).events] == [1, 2]


def test_places_have_no_gap_over_many_batches(monkeypatch, entries):
    monkeypatch.setattr(changes, "BATCH", 2)
    city = make_city("qingdao")
    more = [make_entry(make_item(f"00201718000{n}", f"别的{n}"), make_agency(city)) for n in range(1, 5)]
    services_publish_bulk(actor=SYSTEM, entries=[*entries, *more])
    assert changes.append_changes() == 7
    assert [event.position for event in change_slice(None, limit=100).events] == [1, 2, 3, 4, 5, 6, 7]
