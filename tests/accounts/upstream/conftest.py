from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import CityProvider, ProviderState
from services_portal.kernel import clock
from tests.accounts.intake.towns import new_town
from tests.accounts.upstream.city import CLIENT_ID, SECRET, City

__all__ = ["new_town"]


@pytest.fixture(scope="module")
def server() -> Iterator[City]:
    """One server for a file of tests; each test finds it as it was in the beginning."""
    found = City()
    yield found
    found.close()


@pytest.fixture
def city(server: City, settings: Any) -> Iterator[City]:
    settings.PORTAL_CITY_SIGN_IN_NETWORKS = ["127.0.0.0/8"]
    keys = list(server.keys)
    yield server
    server.keys, server.sign, server.answer, server.drips = keys, server.signed, None, False
    for changed in (server.codes, server.claims, server.metadata, server.more, server.asked, server.published):
        changed.clear()


@pytest.fixture
def town(db: Any, new_town: Any) -> Any:
    """A city with an old user database."""
    return new_town("aa")


@pytest.fixture
def provider(town: Any, city: City) -> CityProvider:
    """Its identity system, in force."""
    return make_provider(town.city, city.issuer)


def make_provider(place: Any, issuer: str, **facts: Any) -> CityProvider:
    now = clock.now()
    said = {
        "name": {"zh-hans": "甲城通行证", "en": "Pass of A"},
        "issuer": issuer,
        "client_id": CLIENT_ID,
        "secret": SECRET,
        "old_id_claim": "old_id",
        "name_claim": "name",
        "resident_id_claim": "resident_id",
        "phone_claim": "phone_number",
        "begins_at": now - timedelta(days=1),
        "ends_at": now + timedelta(days=300),
        "state": ProviderState.APPROVED,
        "written_by": "user:1",
        "decided_by": "user:2",
        **facts,
    }
    return CityProvider.objects.create(city=place, **said)
