from __future__ import annotations

from typing import Any

import pytest

from accounts.roles import Role
from catalog.models import Service
from tests.factories.catalog import make_agency, make_city, make_item, make_published
from tests.factories.staff import make_staff, make_user, signed_in


@pytest.fixture
def qingdao(db) -> dict[str, Any]:
    """Two agencies of Qingdao and one of Jinan, each with a public service of one matter."""
    item, city = make_item(), make_city("qingdao")
    own, other, away = make_agency(city), make_agency(city), make_agency(make_city("jinan"))
    services = [make_published(item, agency) for agency in (own, other, away)]
    return {"item": item, "city": city, "own": own, "services": services, "mine": services[0], "other": services[1]}


@pytest.fixture
def mine(qingdao) -> Service:
    return qingdao["mine"]


@pytest.fixture
def people(qingdao) -> dict[str, Any]:
    """Everybody who may knock at the door."""
    return {
        "editor": make_staff(Role.EDITOR, agency=qingdao["own"]),
        "publisher": make_staff(Role.PUBLISHER, agency=qingdao["own"]),
        "city": make_staff(Role.CITY_ADMIN, city=qingdao["city"]),
        "province": make_staff(Role.PROVINCE_ADMIN),
        "auditor": make_staff(Role.AUDITOR),
        "resident": make_user(),
        "nobody": None,
    }


@pytest.fixture
def browser_of(people):
    return lambda name, language="en": signed_in(people[name], language)
