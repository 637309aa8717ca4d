"""What is known of the present request everywhere below it: its id, who acts and by whose means, for logs, audit
entries and events."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from services_portal.kernel.actor import Actor

actor_var: ContextVar[Callable[[], Actor] | None] = ContextVar("kernel_actor", default=None)
means_var: ContextVar[Callable[[Actor], str] | None] = ContextVar("kernel_means", default=None)
request_id_var: ContextVar[str] = ContextVar("kernel_request_id", default="")


def request_id() -> str:
    """Return the id of the request being served, or an empty string outside a request."""
    return request_id_var.get()


def request_actor() -> Actor | None:
    """Return who acts in the request being served, or None outside a request."""
    find = actor_var.get()
    return find() if find is not None else None


def request_means(actor: Actor) -> str:
    """Return by whose means ``actor`` is here (``Actor.via``): what he says himself, else what the request being served
    knows of him; empty where nobody can tell."""
    find = means_var.get()
    return actor.via or (find(actor) if find is not None else "")
