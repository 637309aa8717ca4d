"""Who acts. The kernel stores an actor as a type and an id, and knows nothing of what stands behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

EVERYWHERE: Final = "*"


@dataclass(frozen=True)
class Grant:
    """A scope held within a realm: an opaque string of the app that owns the scope, or ``*`` for everywhere."""

    scope: str
    realm: str = EVERYWHERE


@dataclass(frozen=True)
class Actor:
    """A person, a system or nobody, with the grants it holds while it acts."""

    type: str
    id: str
    label: str = field(default="", compare=False)
    grants: frozenset[Grant] = field(default=frozenset(), compare=False)
    all_rights: bool = field(default=False, compare=False)

    def realms(self, scope: str) -> frozenset[str]:
        """Return the realms in which this actor holds ``scope``; ``{"*"}`` when it holds it everywhere."""
        if self.all_rights:
            return frozenset({EVERYWHERE})
        held = frozenset(grant.realm for grant in self.grants if grant.scope == scope)
        return frozenset({EVERYWHERE}) if EVERYWHERE in held else held

    def may(self, scope: str, realm: str | None = None) -> bool:
        """Whether this actor holds ``scope`` in ``realm``, or anywhere at all when no realm is asked for."""
        held = self.realms(scope)
        if realm is None:
            return bool(held)
        return EVERYWHERE in held or realm in held


ANONYMOUS: Final = Actor(type="anonymous", id="")
SYSTEM: Final = Actor(type="system", id="portal", label="Services Portal", all_rights=True)
