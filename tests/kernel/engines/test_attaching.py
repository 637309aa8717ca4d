"""A process finds the engines running or starts them, and the last one to leave stops them."""

from __future__ import annotations

from threading import Thread

import psycopg
import redis

from tests.kernel.engines.harness import Instance, look_until_met


def test_the_first_holder_starts_both_engines_and_its_leaving_stops_them(instance: Instance) -> None:
    holder = instance.holder()
    database_url, redis_url = holder.urls()
    assert database_url == f"postgresql://portal@/portal?host={instance.home}/run"
    assert redis_url == f"unix://{instance.home}/run/redis.sock?db=0"
    with psycopg.connect(database_url) as connection:
        assert connection.execute("select current_database(), current_user").fetchone() == ("portal", "portal")
    with redis.Redis.from_url(redis_url) as client:
        assert client.ping() is True
    holder.leave()
    assert instance.heads("postgres") == []
    assert instance.heads("redis") == []


def test_the_last_to_leave_waits_for_the_end_also_while_the_keeper_looks(instance: Instance) -> None:
    holder = instance.holder()
    holder.urls()
    # What a keeper does when the last has let go: it takes the lock for a moment. Here the moment lasts until the
    # leaving process has met it.
    looking = Thread(target=look_until_met, args=(instance.places.run / "redis.holders", holder.process))
    looking.start()
    holder.leave()
    looking.join()
    assert instance.heads("redis") == []


def test_the_engines_stay_while_one_holder_is_left(instance: Instance) -> None:
    first, second = instance.holder(), instance.holder()
    first.urls()
    database_url, redis_url = second.urls()
    heads = instance.heads("postgres")
    first.leave()
    assert instance.heads("postgres") == heads
    with psycopg.connect(database_url) as connection, redis.Redis.from_url(redis_url) as client:
        assert connection.execute("select 1").fetchone() == (1,)
        assert client.ping() is True
    second.leave()
    assert instance.heads("postgres") == []
    assert instance.heads("redis") == []


def test_processes_that_start_at_once_share_one_engine(instance: Instance) -> None:
    holders = [instance.holder() for _ in range(4)]
    addresses = {tuple(holder.urls()) for holder in holders}
    assert len(addresses) == 1
    assert len(instance.heads("postgres")) == 1
    assert len(instance.heads("redis")) == 1


def test_data_survive_from_one_start_to_the_next(instance: Instance) -> None:
    holder = instance.holder(PORTAL_ENGINES_DURABLE="1")
    database_url, redis_url = holder.urls()
    with psycopg.connect(database_url) as connection:
        connection.execute("create table kept as select 42 as answer")
    with redis.Redis.from_url(redis_url) as client:
        client.set("kept", "42")
    holder.leave()
    again = instance.holder(PORTAL_ENGINES_DURABLE="1")
    again.urls()
    with psycopg.connect(database_url) as connection, redis.Redis.from_url(redis_url) as client:
        assert connection.execute("select answer from kept").fetchone() == (42,)
        assert client.get("kept") == b"42"


def test_the_default_keeps_every_commit_through_a_power_cut(instance: Instance) -> None:
    database_url, _redis_url = instance.holder(PORTAL_ENGINES_DURABLE="1").urls()
    with psycopg.connect(database_url) as connection:
        assert connection.execute("show fsync").fetchone() == ("on",)
        assert connection.execute("show full_page_writes").fetchone() == ("on",)


def test_nothing_is_started_for_addresses_that_are_given(instance: Instance) -> None:
    given = {"DATABASE_URL": "postgresql://db.example/portal", "REDIS_URL": "redis://cache.example/3"}
    holder = instance.holder(**given)
    assert holder.urls() == list(given.values())
    assert not instance.home.exists()


def test_each_address_counts_for_its_own_engine(instance: Instance) -> None:
    holder = instance.holder(DATABASE_URL="postgresql://db.example/portal")
    database_url, redis_url = holder.urls()
    assert database_url == "postgresql://db.example/portal"
    with redis.Redis.from_url(redis_url) as client:
        assert client.ping() is True
    assert not (instance.home / "postgres").exists()
