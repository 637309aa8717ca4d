"""Where sockets and binaries go when PORTAL_HOME is too deep, or closed to the engines' account."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import redis

from services_portal.kernel import engines
from services_portal.kernel.engines import binaries
from services_portal.kernel.engines.errors import EngineError
from services_portal.kernel.engines.places import Account, Places, may_enter
from tests.kernel.engines.harness import Instance

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")
STRANGER = Account(uid=54321, gid=54321)


def test_a_path_too_long_for_a_socket_moves_the_sockets_only(
    make_instance: Callable[[Path], Instance], open_folder: Path
) -> None:
    instance = make_instance(open_folder / ("deep" * 30))
    database_url, redis_url = instance.holder().urls()
    assert instance.places.sockets == instance.places.short / "run"
    assert (instance.home / "postgres" / "data" / "PG_VERSION").exists()
    with psycopg.connect(database_url) as connection, redis.Redis.from_url(redis_url) as client:
        assert connection.execute("select 1").fetchone() == (1,)
        assert client.ping() is True


@as_root
def test_a_home_below_a_folder_of_root_alone_works_and_stays_closed(
    make_instance: Callable[[Path], Instance], open_folder: Path
) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    instance = make_instance(closed / "home")
    database_url, redis_url = instance.holder(PORTAL_ENGINES_DURABLE="1").urls()
    assert not instance.places.reachable
    with psycopg.connect(database_url) as connection, redis.Redis.from_url(redis_url) as client:
        connection.execute("create table inside as select 1 as one")
        assert client.set("inside", "1") is True
    assert closed.stat().st_mode & 0o777 == 0o700
    assert (instance.home / "postgres" / "data" / "PG_VERSION").exists()
    assert (instance.home / "redis" / "appendonly.aof").stat().st_size > 0


@as_root
def test_binaries_that_the_account_cannot_reach_are_copied_where_it_can(open_folder: Path) -> None:
    release, install = binaries.postgres_install(None)
    closed = open_folder / "closed" / install.parent.name / install.name
    (open_folder / "closed").mkdir(mode=0o700)
    shutil.copytree(install, closed, symlinks=True)
    libraries = f"{binaries.POSTGRES_PACKAGE}.libs"
    shutil.copytree(install.parent.parent / libraries, open_folder / "closed" / libraries)
    places = Places(open_folder / "home")
    account = places.account
    assert account is not None
    try:
        copy = binaries.for_account(closed, binaries.POSTGRES_PACKAGE, places)
        assert copy.is_relative_to(places.short)
        for program in ("postgres", "initdb"):
            said = subprocess.check_output(
                [str(copy / "bin" / program), "--version"], user=account.uid, group=account.gid, text=True
            )
            assert f"(PostgreSQL) {release}" in said
    finally:
        shutil.rmtree(places.short)


def test_binaries_within_reach_are_used_where_they_are(open_folder: Path) -> None:
    _release, install = binaries.postgres_install(None)
    reachable = open_folder / install.parent.name / install.name
    shutil.copytree(install / "bin", reachable / "bin", symlinks=True)
    assert binaries.for_account(reachable, binaries.POSTGRES_PACKAGE, Places(open_folder / "home")) == reachable


def test_the_newest_release_in_the_package_is_the_one_that_starts_new_data() -> None:
    release, install = binaries.postgres_install(None)
    assert (release, install.name) == (18, "pginstall18")


@as_root
def test_a_short_folder_that_somebody_else_made_is_refused(tmp_path: Path) -> None:
    places = Places(tmp_path / ("deep" * 30))
    places.short.mkdir()
    try:
        os.chown(places.short, STRANGER.uid, STRANGER.gid)
        with pytest.raises(EngineError, match="belongs to somebody else"):
            places.make()
    finally:
        places.short.rmdir()


@pytest.mark.parametrize(
    ("mode", "expected"), [(0o755, True), (0o711, True), (0o700, False), (0o744, False), (0o770, False)]
)
def test_a_folder_is_entered_by_its_execute_bit(open_folder: Path, mode: int, expected: bool) -> None:
    inner = open_folder / "inner"
    inner.mkdir()
    inner.chmod(mode)
    assert may_enter(inner / "not made yet", STRANGER) is expected


def test_asking_for_addresses_starts_and_makes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    addresses = engines.urls()
    assert addresses.database_url.startswith("postgresql://portal@/portal?host=/")
    assert addresses.redis_url.startswith("unix:///")
    assert list(tmp_path.iterdir()) == []
