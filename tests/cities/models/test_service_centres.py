"""What may stand in a centre's hours, accessibility and point."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from cities.models import ServiceCentre

SOUND = {
    "code": "X-1",
    "name": {"zh-hans": "大厅"},
    "address": {"zh-hans": "某路1号"},
    "hours": [{"days": [1, 2, 3, 4, 5], "open": "09:00", "close": "17:00"}],
    "accessibility": ["ramp", "wheelchair"],
    "longitude": Decimal("117.000000"),
    "latitude": Decimal("36.650000"),
}


def refused(**change):
    centre = ServiceCentre(**{**SOUND, **change})
    try:
        centre.clean_fields(exclude=["city", "region"])
    except ValidationError as error:
        return set(error.message_dict)
    return set()


def test_a_sound_centre():
    assert refused() == set()


@pytest.mark.parametrize(
    "hours",
    [
        "09:00-17:00",
        [["09:00", "17:00"]],
        [{"days": [1], "open": "17:00", "close": "09:00"}],
        [{"days": [0], "open": "09:00", "close": "17:00"}],
        [{"days": [True], "open": "09:00", "close": "17:00"}],
        [{"days": [], "open": "09:00", "close": "17:00"}],
        [{"days": [1], "open": "9:00", "close": "17:00"}],
        [{"days": [1], "open": "09:00", "close": "24:00"}],
        [{"days": [1], "open": "09:00"}],
        [{"days": [1], "open": "09:00", "close": "17:00", "note": "?"}],
    ],
)
def test_hours_that_nobody_could_read(hours):
    assert refused(hours=hours) == {"hours"}


@pytest.mark.parametrize("codes", ["ramp", ["escalator"], [1], {"ramp": True}])
def test_accessibility_that_is_not_in_the_list(codes):
    assert refused(accessibility=codes) == {"accessibility"}


@pytest.mark.parametrize(
    ("field", "value"), [("longitude", "180.000001"), ("longitude", "-181"), ("latitude", "90.000001")]
)
def test_a_point_off_the_globe(field, value):
    assert refused(**{field: Decimal(value)}) == {field}
