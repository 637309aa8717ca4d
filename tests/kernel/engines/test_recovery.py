"""kill -9 of anything: the kernel's locks tell the truth, and the next start finds the committed data."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import psycopg
import redis

from tests.kernel.engines.harness import Instance, await_end, kill


def _write(database_url: str, redis_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("create table committed as select 7 as number")
    with redis.Redis.from_url(redis_url) as client:
        client.set("number", "7")


def _assert_written(instance: Instance) -> None:
    database_url, redis_url = instance.holder(PORTAL_ENGINES_DURABLE="1").urls()
    with psycopg.connect(database_url) as connection, redis.Redis.from_url(redis_url) as client:
        assert connection.execute("select number from committed").fetchone() == (7,)
        assert client.get("number") == b"7"


def test_killing_the_last_holder_stops_the_engines(instance: Instance) -> None:
    first, second = instance.holder(), instance.holder()
    first.urls()
    second.urls()
    first.leave()
    second.kill()
    instance.await_keepers_end()
    assert instance.heads("postgres") == []
    assert instance.heads("redis") == []


def test_a_killed_engine_is_started_again_under_its_holders(instance: Instance) -> None:
    holder = instance.holder(PORTAL_ENGINES_DURABLE="1")
    _write(*holder.urls())
    keepers = [instance.keeper("postgres"), instance.keeper("redis")]
    killed = [instance.heads("postgres"), instance.heads("redis")]
    kill(killed[0][0])
    kill(killed[1][0])
    _assert_written(instance)
    assert [instance.heads("postgres"), instance.heads("redis")] != killed
    assert [instance.keeper("postgres"), instance.keeper("redis")] == keepers


def test_a_killed_keeper_takes_its_engine_along_and_the_next_process_starts_both(instance: Instance) -> None:
    _write(*instance.holder(PORTAL_ENGINES_DURABLE="1").urls())
    servers = [*instance.heads("postgres"), *instance.heads("redis")]
    for engine in ("postgres", "redis"):
        kill(instance.keeper(engine))
    for server in servers:
        await_end(server)
    _assert_written(instance)


def test_everything_killed_at_once_leaves_a_home_that_starts(instance: Instance) -> None:
    holder = instance.holder(PORTAL_ENGINES_DURABLE="1")
    _write(*holder.urls())
    victims = [instance.keeper("postgres"), instance.keeper("redis")]
    victims += [*instance.heads("postgres"), *instance.heads("redis")]
    for victim in victims:
        kill(victim)
    holder.kill()
    assert (instance.postgres.data / "postmaster.pid").exists()
    _assert_written(instance)


def test_a_stale_pid_that_belongs_to_a_stranger_by_now_is_not_trusted(instance: Instance) -> None:
    holder = instance.holder()
    holder.urls()
    lines = (instance.postgres.data / "postmaster.pid").read_text().splitlines()
    holder.leave()
    account = instance.places.account
    stranger = subprocess.Popen(["sleep", "600"], user=account.uid if account else None)
    try:
        (instance.postgres.data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        database_url, _redis_url = instance.holder().urls()
        with psycopg.connect(database_url) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_first_start_cut_short_is_begun_again(instance: Instance) -> None:
    unfinished = instance.home / "postgres" / "unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    database_url, _redis_url = instance.holder().urls()
    with psycopg.connect(database_url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert not unfinished.exists()


def test_a_damaged_cluster_is_reported_with_what_the_engine_said(instance: Instance) -> None:
    holder = instance.holder()
    holder.urls()
    holder.leave()
    (instance.postgres.data / "global" / "pg_control").unlink()
    broken = instance.holder()
    _out, errors = broken.process.communicate("")
    assert broken.process.returncode == 1
    assert "EngineError: postgres could not be started" in errors
    assert "pg_control" in errors


def test_data_of_another_release_are_refused_by_name(instance: Instance) -> None:
    holder = instance.holder()
    holder.urls()
    holder.leave()
    Path(instance.postgres.data / "PG_VERSION").write_text("12\n")
    _out, errors = instance.holder().process.communicate("")
    assert "The data were written by PostgreSQL 12; the installed package carries 16, 18." in errors


def test_a_home_deleted_under_its_engines_leaves_no_process(instance: Instance) -> None:
    holder = instance.holder()
    holder.urls()
    running = [instance.keeper("postgres"), instance.keeper("redis")]
    running += [*instance.heads("postgres"), *instance.heads("redis")]
    shutil.rmtree(instance.home)
    holder.leave()
    for pid in running:
        await_end(pid)
