"""How a service moves, as data: draft → in review → published → retired.

What is written moves as a draft beside what is public: editing a published service leaves the public version standing
until the next one is published. ``state`` below is therefore that of the draft where there is one, else the service's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from catalog.errors import WRONG_STATE
from catalog.scopes import SERVICE_EDIT, SERVICE_PUBLISH, SERVICE_REVIEW
from services_portal.kernel.errors import DomainError


class State(StrEnum):
    """Where a service, or the draft beside it, stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"


@dataclass(frozen=True)
class Edge:
    """One step: its name, from where to where, and the scope that its actor needs in the service's realm."""

    step: str
    source: State
    target: State
    scope: str


EDGES: Final[tuple[Edge, ...]] = (
    Edge("edit", State.DRAFT, State.DRAFT, SERVICE_EDIT),
    Edge("edit", State.PUBLISHED, State.DRAFT, SERVICE_EDIT),
    Edge("edit", State.RETIRED, State.DRAFT, SERVICE_EDIT),
    Edge("submit", State.DRAFT, State.IN_REVIEW, SERVICE_EDIT),
    Edge("return", State.IN_REVIEW, State.DRAFT, SERVICE_REVIEW),
    Edge("publish", State.IN_REVIEW, State.PUBLISHED, SERVICE_PUBLISH),
    Edge("retire", State.PUBLISHED, State.RETIRED, SERVICE_PUBLISH),
)


def scope_of(step: str) -> str:
    """Return the scope that ``step`` needs. Raises LookupError for a step that does not exist."""
    for edge in EDGES:
        if edge.step == step:
            return edge.scope
    raise LookupError(step)


def allowed(state: str) -> tuple[str, ...]:
    """Return the steps possible from ``state``."""
    return tuple(edge.step for edge in EDGES if edge.source == state)


def follow(step: str, state: str) -> State:
    """Return where ``step`` leads from ``state``. Raises DomainError ``wrong_state``."""
    for edge in EDGES:
        if edge.step == step and edge.source == state:
            return edge.target
    raise DomainError(WRONG_STATE, params={"state": str(state), "step": step, "allowed": list(allowed(state))})
