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
class Represented:
    """For whom somebody else acts: who that is, by which authority, and for what.

    ``authority`` is the key of the row that allows it, ``scope`` an opaque string of the app whose matter it is; an
    empty one is for what the authority allows without naming it.
    """

    type: str
    id: str
    authority: str
    scope: str = ""


@dataclass(frozen=True)
class Actor:
    """A person, a system or nobody, with the grants it holds while it acts; perhaps for somebody else.

    ``via`` says by whose means it is here: the id of whose credential opened the session, several divided by a space
    where they shared it, empty where nobody can tell. It is ``id`` but for what has become one out of several.
    """

    type: str
    id: str
    label: str = field(default="", compare=False, repr=False)
    grants: frozenset[Grant] = field(default=frozenset(), compare=False)
    all_rights: bool = field(default=False, compare=False)
    on_behalf_of: Represented | None = None
    via: str = field(default="", compare=False)

    @property
    def principal(self) -> tuple[str, str]:
        """Whose matter it is: (type, id) of whom the actor acts for, himself where he acts for nobody else."""
        return (self.on_behalf_of.type, self.on_behalf_of.id) if self.on_behalf_of else (self.type, self.id)

    @property
    def acted_by(self) -> str:
        """Who acts, as it is written beside what is written: ``type:id``."""
        return f"{self.type}:{self.id}"

    @property
    def acted_for(self) -> str:
        """For whom: ``type:id``, empty where he acts for himself."""
        return f"{self.on_behalf_of.type}:{self.on_behalf_of.id}" if self.on_behalf_of else ""

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
