"""What two sides of a conflict say, beside one another: masked, but for that in which they differ by a slip. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from accounts.identifiers import IdentifierType, mask
from accounts.intake.names import comparable

HIDDEN: Final = "＊"
NAME: Final = "name"
LOGIN: Final = "login"
# Two numbers that differ in no more places than this may be one, mistyped: a clerk has to see where.
_SLIPS: Final = 4
_ENDS: Final = (3, 2)


class Likeness(StrEnum):
    """How the sides stand to each other in one thing."""

    SAME = "same"
    DIFFERS = "differs"
    ONE_SIDED = "one_sided"


def likeness(kind: str, sides: Sequence[Iterable[str]]) -> Likeness:
    """Return whether what the sides say agrees; a side that says nothing contradicts nobody."""
    told = [{comparable(value) if kind == NAME else value for value in side} for side in sides]
    saying = [side for side in told if side]
    if len(saying) < 2:
        return Likeness.ONE_SIDED
    apart = any(not one & other for place, one in enumerate(saying) for other in saying[place + 1 :])
    return Likeness.DIFFERS if apart else Likeness.SAME


def shown(kind: str, value: str, others: Iterable[str]) -> str:
    """Return ``value`` masked; where one of ``others`` nearly is the same, the places in which they differ show."""
    rivals = [other for other in others if other != value and len(other) == len(value)]
    if kind == NAME:
        near = next((other for other in rivals if any(map(str.__eq__, value, other))), None)
        if near is not None:
            return "".join(mine if mine != theirs else HIDDEN for mine, theirs in zip(value, near, strict=True))
        return value[:1] + HIDDEN * (len(value) - 1)
    if kind == LOGIN:
        return f"{value[:1]}****"
    if kind == IdentifierType.RESIDENT_ID:
        near = next((other for other in rivals if sum(map(str.__ne__, value, other)) <= _SLIPS), None)
        if near is not None:
            return _with_slips(value, near)
    return mask(IdentifierType(kind), value)


def _with_slips(value: str, near: str) -> str:
    first, last = _ENDS
    return "".join(
        sign if place < first or place >= len(value) - last or sign != near[place] else "*"
        for place, sign in enumerate(value)
    )
