"""What stands in the way of closing an account: each app declares its own, as with :mod:`accounts.rights.registry`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.functional import Promise


@dataclass(frozen=True)
class Blocker:
    """One thing that is under way: its code, what the person reads of it, and whether it holds for his accounts."""

    code: str
    words: str | Promise
    holds: Callable[[Sequence[UUID]], bool]


_DECLARED: Final[dict[str, Blocker]] = {}


def declare_blocker(code: str, words: str | Promise, holds: Callable[[Sequence[UUID]], bool]) -> None:
    """Declare that an account is not closed while ``holds(accounts of the person)``. Raises ValueError for a code that
    is declared already."""
    if code in _DECLARED:
        raise ValueError(f"{code} is declared twice")
    _DECLARED[code] = Blocker(code, words, holds)


def blocked_by(people: Sequence[UUID]) -> list[Blocker]:
    """Return what stands in the way of closing the accounts of one person, in the order of the codes."""
    return [each for _code, each in sorted(_DECLARED.items()) if each.holds(people)]
