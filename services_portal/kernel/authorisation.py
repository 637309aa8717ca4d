"""The one predicate: ``Model.objects.for_actor(actor, action)``.

List, detail, search, count, export, file and admin all go through it. A model that forgets to say who sees it
raises, rather than showing everything; an actor without a right gets an empty queryset, never an error.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self

from django.db import models

from services_portal.kernel.actor import Actor


class Action(StrEnum):
    """What an actor wants to do with the rows."""

    VIEW = "view"
    ADD = "add"
    CHANGE = "change"
    DELETE = "delete"
    PUBLISH = "publish"
    EXPORT = "export"


class ActorQuerySet(models.QuerySet[Any]):
    """A queryset that can be narrowed to what an actor may do."""

    def for_actor(self, actor: Actor, action: Action = Action.VIEW) -> Self:
        """Return the rows on which ``actor`` may do ``action``; none when it has no right."""
        if actor.all_rights:
            return self.all()
        return self._permitted(actor, action)

    def _permitted(self, actor: Actor, action: Action) -> Self:
        raise NotImplementedError(f"{type(self).__name__} must say which rows an actor may {action}")
