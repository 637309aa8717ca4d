"""A figure and its line."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measurement. ``floor`` is what it is held against, ``ratio`` value to floor."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None

    def line(self) -> str:
        """Return the JSON line."""
        rounded = {"value": round(self.value, 1), "unit": self.unit}
        floor = None if self.floor is None else round(self.floor, 1)
        ratio = None if self.ratio is None else round(self.ratio, 3)
        return json.dumps({"name": self.name, **rounded, "floor": floor, "ratio": ratio})
