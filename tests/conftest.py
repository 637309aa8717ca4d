"""Every test runs on real PostgreSQL and Redis: the engines under ``var/test``, held for as long as the run lasts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.utils import translation
from pytest_django import DjangoDbBlocker

from services_portal.kernel import engines
from tests import emptying
from tests.collector import pytest_collection_finish
from tests.ordering import pytest_collection_modifyitems
from tests.template import django_db_modify_db_settings

__all__ = ["django_db_modify_db_settings", "pytest_collection_finish", "pytest_collection_modifyitems"]


def pytest_configure() -> None:
    engines.attach()


def pytest_unconfigure() -> None:
    engines.detach()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database, and what of it stays for the whole run."""
    with django_db_blocker.unblock():
        emptying.keep_in_mind()


@pytest.fixture(autouse=True)
def _empty_redis() -> Iterator[None]:
    """Each worker has a Redis database of its own; each test finds it empty."""
    cache.clear()
    yield


_refusals_left: list[BaseDatabaseWrapper] = []


@pytest.fixture(autouse=True)
def _no_refusals_of_another_test(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The trace of a refusal, written on a connection of its own, outlives the rollback that ends a test.

    It is removed before the next test: at the end of its own, the transaction that holds the table may still be open.
    """
    if _refusals_left:
        with (
            django_db_blocker.unblock(),
            closing(connections.create_connection(DEFAULT_DB_ALIAS)) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("TRUNCATE kernel_auditentry")
        _refusals_left.clear()

    def note(connection: BaseDatabaseWrapper, **_: object) -> None:
        if connection is not connections[DEFAULT_DB_ALIAS]:
            _refusals_left.append(connection)

    connection_created.connect(note)
    yield
    connection_created.disconnect(note)


@pytest.fixture(autouse=True)
def _language_of_the_province() -> None:
    """A request leaves its language active in its thread; no test inherits another's."""
    translation.activate(settings.LANGUAGE_CODE)
