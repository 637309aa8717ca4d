"""What the provincial directory's models have in common."""

from __future__ import annotations

from typing import Self

from catalog.scopes import DIRECTORY_MANAGE
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action, ActorQuerySet


class DirectoryQuerySet(ActorQuerySet):
    """Public to read; maintained by those who hold ``catalog.directory.manage`` everywhere."""

    def _permitted(self, actor: Actor, action: Action) -> Self:
        if action == Action.VIEW:
            return self.all()
        return self.all() if actor.may(DIRECTORY_MANAGE, "*") else self.none()
