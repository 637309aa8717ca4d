"""The made city of the intake's tests with rows that wait, and the people who may decide about them or not."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.roles import Role
from tests.catalog.intake.conftest import Made, city_folder, made
from tests.factories.staff import make_staff, signed_in

__all__ = ["city_folder", "made"]
LATE = {"promised_days": "30个工作日"}


@pytest.fixture
def waiting(made: Made) -> Made:
    """Of six rows one is public; two wait for a matter, two promise too much, one has no agency that is known."""
    rows = made.rows(32)
    made.take(
        [
            {**rows[0], "title": "没有这样的事项", "item_code": ""},
            {**rows[31], "title": "没有这样的事项。", "item_code": ""},
            {**rows[2], **LATE},
            {**rows[3], **LATE},
            {**rows[4], "agency_name": "试城市第3号局", "agency_code": "", "item_code": ""},
            rows[5],
        ]
    )
    return made


@pytest.fixture
def clerks(waiting: Made) -> dict[str, Any]:
    """Who may decide in the city, who everywhere, and who nowhere."""
    return {
        "city": make_staff(Role.CITY_ADMIN, city=waiting.city),
        "province": make_staff(Role.PROVINCE_ADMIN),
        "publisher": make_staff(Role.PUBLISHER, agency=waiting.agencies[0]),
        "auditor": make_staff(Role.AUDITOR),
    }


@pytest.fixture
def browser(clerks: dict[str, Any]) -> Any:
    """A browser in which one of them has signed in."""
    return lambda name="city", language="en": signed_in(clerks[name], language)
