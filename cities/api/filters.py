"""Filters of the region list."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from cities.errors import BAD_DATE
from cities.models import RegionLevel
from services_portal.kernel import clock
from services_portal.kernel.errors import DomainError
from services_portal.kernel.http.codes import INVALID_REQUEST

DAY_SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_day(text: str | None) -> date:
    """Return the day asked for, today where none is. Raises DomainError ``bad_date``."""
    if not text:
        return clock.today()
    try:
        if not DAY_SHAPE.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise DomainError(BAD_DATE) from error


def parse_level(text: str | None) -> str | None:
    """Return the level asked for, None where none is. Raises DomainError ``invalid_request``."""
    if text and text not in RegionLevel.values:
        message = _("One of %(levels)s.") % {"levels": ", ".join(RegionLevel.values)}
        raise DomainError(INVALID_REQUEST, errors={"level": [message]})
    return text or None
