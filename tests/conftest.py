"""Every test runs on real PostgreSQL and Redis: the engines under ``var/test``, held for as long as the run lasts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from services_portal.kernel import engines


def pytest_configure() -> None:
    engines.attach()


def pytest_unconfigure() -> None:
    engines.detach()


@pytest.fixture(autouse=True)
def _empty_redis() -> Iterator[None]:
    """Each worker has a Redis database of its own; each test finds it empty."""
    cache.clear()
    yield


@pytest.fixture(autouse=True)
def _language_of_the_province() -> None:
    """A request leaves its language active in its thread; no test inherits another's."""
    translation.activate(settings.LANGUAGE_CODE)
