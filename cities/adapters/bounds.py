"""How much of a source is held in memory at most, whatever it is."""

from __future__ import annotations

from typing import Final

MEBIBYTE: Final = 1 << 20
# A person sees this much of a value as evidence.
EVIDENCE: Final = 120
