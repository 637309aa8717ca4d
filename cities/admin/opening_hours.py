"""Opening hours as people write them: one line a period."""

from __future__ import annotations

import re
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.admin.fields import LinesField

DAYS: Final = "[1-7](?:-[1-7])?"
TIME: Final = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
LINE: Final = re.compile(rf"({DAYS}(?:,{DAYS})*)\s+({TIME})\s*[-–]\s*({TIME})")


def as_line(period: dict[str, Any]) -> str:
    """Return ``1,2,3 09:00-12:00`` for a stored period; a run of days becomes ``1-3``."""
    days = sorted(period["days"])
    run = days == list(range(days[0], days[-1] + 1)) and len(days) > 2
    text = f"{days[0]}-{days[-1]}" if run else ",".join(map(str, days))
    return f"{text} {period['open']}-{period['close']}"


def from_line(line: str) -> dict[str, Any]:
    """Return the stored period. Raises ValidationError naming the line."""
    match = LINE.fullmatch(line)
    if match is None:
        raise ValidationError(_("“%(line)s” is not like 1-5 09:00-12:00."), params={"line": line})
    days: set[int] = set()
    for part in match[1].split(","):
        first, last = int(part[0]), int(part[-1])
        if last < first:
            raise ValidationError(_("“%(line)s” ends before it begins."), params={"line": line})
        days.update(range(first, last + 1))
    if match[3] <= match[2]:
        raise ValidationError(_("“%(line)s” ends before it begins."), params={"line": line})
    return {"days": sorted(days), "open": match[2], "close": match[3]}


class OpeningHoursField(LinesField):
    """The periods of a week; 1 is Monday."""

    def prepare_value(self, value: Any) -> Any:
        """Return the lines to show."""
        if isinstance(value, list):
            return "\n".join(as_line(period) if isinstance(period, dict) else str(period) for period in value)
        return value

    def to_python(self, value: Any) -> list[Any]:  # type: ignore[override]
        """Return the stored periods."""
        return [line if isinstance(line, dict) else from_line(line) for line in super().to_python(value)]

    def run_validators(self, value: Any) -> None:
        """Do nothing: each line was read."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the periods."""
        try:
            return list(initial or []) != self.to_python(data)
        except ValidationError:
            return True
