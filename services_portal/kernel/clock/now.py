"""The one place that asks the machine for the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from django.utils import timezone

PROVINCE_ZONE = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Anything that tells an aware time."""

    def __call__(self) -> datetime:
        """Return the present, aware."""
        ...


_frozen: ContextVar[datetime | None] = ContextVar("kernel_clock_frozen", default=None)


def now() -> datetime:
    """Return the present in the province's zone (+08:00)."""
    return (_frozen.get() or timezone.now()).astimezone(PROVINCE_ZONE)


def today() -> date:
    """Return the date in the province."""
    return now().date()


@contextmanager
def frozen(at: datetime) -> Iterator[datetime]:
    """Let ``now`` answer ``at`` within the block. Raises ValueError for a naive time."""
    if timezone.is_naive(at):
        raise ValueError("a frozen time must be aware")
    token = _frozen.set(at)
    try:
        yield at
    finally:
        _frozen.reset(token)
