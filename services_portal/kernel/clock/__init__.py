"""Time as rules see it: injected, in the province's zone, with the State Council's working days."""

from services_portal.kernel.clock.now import Clock, frozen, now, today
from services_portal.kernel.clock.working_days import WorkingDay, add_working_days, is_working_day, working_days_between

__all__ = [
    "Clock",
    "WorkingDay",
    "add_working_days",
    "frozen",
    "is_working_day",
    "now",
    "today",
    "working_days_between",
]
