"""What the reference data of this app has in common: everyone reads what is current, few change it."""

from __future__ import annotations

from typing import Self

from cities.scopes import CITIES_MANAGE
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet


class ReferenceQuerySet(ActorQuerySet):
    """Public to read, maintained by those who hold ``cities.manage`` everywhere."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        if action == Action.VIEW:
            return self.public()
        return self.all() if actor.may(CITIES_MANAGE, "*") else self.none()

    def public(self) -> Self:
        """Return the rows that everyone may read."""
        return self.all()


class ActiveReferenceQuerySet(ReferenceQuerySet):
    """Reference data that can be switched off."""

    def public(self) -> Self:
        """Return the active rows."""
        return self.filter(is_active=True)
