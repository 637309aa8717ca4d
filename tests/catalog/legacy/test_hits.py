"""Hits: counted without a write a request, taken over once, nothing lost by whoever dies in between."""

from datetime import date

import pytest

from catalog.legacy import hits
from catalog.models import LegacyAlias, LegacyHit
from tests.factories.catalog import make_city, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def alias():
    return LegacyAlias.objects.create(city=make_city("jinan"), old_id="A-1", service=make_published())


def counted():
    return list(LegacyHit.objects.order_by("day").values_list("kind", "key", "count"))


def test_both_doors_count_and_beat_takes_it_over(client, alias):
    for address in ("/api/v1/legacy/jinan/A-1", "/legacy/jinan/A-1", "/legacy/jinan/A-1?utm_source=qr"):
        assert client.get(address).status_code == 301
    assert counted() == []
    assert hits.flush_hits() == 3
    assert counted() == [("id", "A-1", 3)]
    assert hits.flush_hits() == 0
    client.get("/legacy/jinan/A-1")
    hits.flush_hits()
    assert counted() == [("id", "A-1", 4)]


def test_a_day_has_its_own_count(client, alias, monkeypatch):
    monkeypatch.setattr(hits, "today", lambda: date(2026, 5, 3))
    client.get("/legacy/jinan/A-1")
    monkeypatch.setattr(hits, "today", lambda: date(2026, 5, 4))
    client.get("/legacy/jinan/A-1")
    hits.flush_hits()
    assert list(LegacyHit.objects.order_by("day").values_list("day", "count")) == [
        (date(2026, 5, 3), 1),
        (date(2026, 5, 4), 1),
    ]


def test_a_flush_that_died_before_its_commit_is_done_by_the_next(client, alias, monkeypatch):
    client.get("/legacy/jinan/A-1")

    def die(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(hits.rawsql, "execute", die)
        with pytest.raises(KeyboardInterrupt):
            hits.flush_hits()
    assert counted() == []
    client.get("/legacy/jinan/A-1")
    assert hits.flush_hits() == 2
    assert counted() == [("id", "A-1", 2)]


def test_a_flush_that_died_after_its_commit_counts_nothing_twice(client, alias):
    client.get("/legacy/jinan/A-1")
    redis = hits.client()
    kept = redis.hgetall(hits.COUNTERS)
    hits.flush_hits()
    note = hits.ConsumedEvent.objects.get(subscriber=hits.SUBSCRIBER).event_id
    redis.hset(f"{hits.COUNTERS}:{note}", mapping=kept)
    redis.rpush(hits.BATCHES, str(note))
    assert hits.flush_hits() == 0
    assert counted() == [("id", "A-1", 1)]
    assert redis.lrange(hits.BATCHES, 0, -1) == []


def test_what_nobody_knows_is_not_counted(client, alias):
    client.get("/legacy/jinan/nobody")
    assert hits.flush_hits() == 0
