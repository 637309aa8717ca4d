"""What is known of the present request everywhere below it: its id, for logs, audit entries and events."""

from __future__ import annotations

from contextvars import ContextVar

request_id_var: ContextVar[str] = ContextVar("kernel_request_id", default="")


def request_id() -> str:
    """Return the id of the request being served, or an empty string outside a request."""
    return request_id_var.get()
