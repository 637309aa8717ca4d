"""Filters of the region list."""

from __future__ import annotations

from datetime import date

from cities.errors import BAD_DATE
from services_portal.kernel import clock
from services_portal.kernel.errors import DomainError


def parse_day(text: str | None) -> date:
    """Return the day asked for, today where none is. Raises DomainError ``bad_date``."""
    if not text:
        return clock.today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DomainError(BAD_DATE) from error
