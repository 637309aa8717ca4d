"""Two publications of one matter at the same time.

Who chooses the fitting service must see every one that is published. First the race: without the matter's lock the
publication that commits last lists its own service, blind to the better one. Then the lock.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, connections

from catalog.models import Service
from catalog.publishing import locks
from catalog.selectors import items_for_city
from catalog.services import service_publish
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from tests.factories.catalog import make_agency, make_city, make_item, make_submitted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rivals():
    item, jinan = make_item(), make_city()
    better = make_submitted(item, make_agency(jinan))
    worse = make_submitted(item, make_agency(jinan, level="4", county="370102"))
    return better, worse


def side_by_side(better, worse):
    """Publish ``better`` up to its commit; let ``worse`` come as far as it can; commit ``better``; who is listed?"""
    holds, may_commit = Event(), Event()

    def publish(service, before_commit):
        try:
            with locks.publishing_transaction():
                service_publish(actor=SYSTEM, service_id=service.pk)
                before_commit()
        finally:
            connections.close_all()

    def hold():
        holds.set()
        may_commit.wait(10)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(publish, better, hold)
        assert holds.wait(10)
        second = pool.submit(publish, worse, lambda: None)
        wait_for_a_waiting_lock()
        may_commit.set()
        first.result(10)
        second.result(10)
    [row] = items_for_city("jinan").rows
    return row.service.id


def wait_for_a_waiting_lock():
    with connection.cursor() as cursor:
        for _attempt in range(10_000):
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees one state of affairs otherwise
            cursor.execute(
                "SELECT count(*), pg_sleep(0.001) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")


def test_without_the_lock_the_worse_one_is_listed(monkeypatch, rivals):
    monkeypatch.setattr("catalog.access.lock_items", lambda _items: None)
    better, worse = rivals
    assert side_by_side(better, worse) == str(worse.pk)


def test_with_the_lock_the_better_one_is_listed(rivals):
    better, worse = rivals
    assert side_by_side(better, worse) == str(better.pk)


def test_who_waits_too_long_is_told_to_come_again(monkeypatch, rivals):
    better, worse = rivals
    monkeypatch.setattr(locks, "TIMEOUT", "50ms")

    def late():
        try:
            with pytest.raises(DomainError) as caught:
                service_publish(actor=SYSTEM, service_id=worse.pk)
            return caught.value.code, caught.value.headers
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool, locks.publishing_transaction():
        service_publish(actor=SYSTEM, service_id=better.pk)
        assert pool.submit(late).result(10) == ("registry_busy", {"Retry-After": "1"})
    worse.refresh_from_db()
    assert worse.state == "in_review"


def test_a_service_that_moves_to_another_matter_meanwhile_is_left_alone(rivals):
    better, _worse = rivals
    other = make_item("002017170006", "偿还购房贷款本息提取住房公积金")

    def late():
        try:
            with pytest.raises(DomainError) as caught:
                service_publish(actor=SYSTEM, service_id=better.pk)
            return caught.value.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with locks.publishing_transaction():
            locks.lock_items([better.basic_item_id])
            waits = pool.submit(late)
            wait_for_a_waiting_lock()
            Service.objects.filter(pk=better.pk).update(basic_item=other)
        assert waits.result(10) == "registry_busy"
    better.refresh_from_db()
    assert better.state == "in_review"
