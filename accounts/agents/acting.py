"""The seam for the apps above: acting for another, and what is written then.

A view that lets people act for others says for what: ``acting_scope = "002017003011"``, a basic code, or any string
that agencies are given for (``accounts.api.acting``); pages call :func:`actor_for`. Services take the actor as always:
``actor.principal`` is whose matter it is, ``audit.record(actor, …)`` refuses the write when the agency has ended since.
A model whose rows people write for others inherits ``kernel.models.ActedModel``, fills it with
``Model.deed_of(actor)``, and is declared here by its app when it starts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from uuid import UUID

from django.apps import apps

from accounts.agents.standing import RELATED, require_standing
from accounts.models import AgencyRelation, User
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor, Represented
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import ActedModel
from services_portal.kernel.refusals import NOT_FOUND

_ACTED: Final[set[str]] = set()


def actor_for(user: User, agency_id: UUID, scope: str = "") -> Actor:
    """Return ``user`` as he acts by his agency ``agency_id`` for ``scope``; staff rights of his own are left behind.

    Raises DomainError ``not_found`` for an agency that is not his, and as ``standing.require_standing``.
    """
    relation = AgencyRelation.objects.select_related(*RELATED).filter(pk=agency_id, agent=user).first()
    if relation is None:
        raise DomainError(NOT_FOUND)
    require_standing(relation, at=clock.now(), scope=scope)
    kind, key = relation.principal
    represented = Represented(kind.value, key, str(relation.pk), scope)
    return Actor(type="user", id=str(user.pk), label=str(user), on_behalf_of=represented)


def narrowed(actor: Actor, scope: str) -> Actor:
    """Return ``actor`` acting for ``scope``, where only the service knows which matter it is; the guard holds him to it
    at the write. Whoever acts for himself stays as he is."""
    if actor.on_behalf_of is None:
        return actor
    return replace(actor, on_behalf_of=replace(actor.on_behalf_of, scope=scope))


def declare_acted(model_label: str) -> None:
    """Declare that rows of ``model_label`` (``app.Model``) are written for others."""
    _ACTED.add(model_label)


def acted_models() -> list[str]:
    """Return the declared models."""
    return sorted(_ACTED)


def wrong_acted(labels: Iterable[str]) -> list[str]:
    """Return what is wrong with these declarations, a sentence each."""
    wrong = []
    for label in labels:
        try:
            model = apps.get_model(label)
        except LookupError:
            wrong.append(f"{label} is declared as written for others, but there is no such model.")
            continue
        if not issubclass(model, ActedModel):
            wrong.append(f"{label} is written for others, but does not say by whom and for whom (ActedModel).")
    return wrong
