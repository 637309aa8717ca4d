"""Messages to all open sockets of a person, in whichever process they are."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer


def group_of(person: UUID) -> str:
    """Return the name under which all sockets of ``person`` listen."""
    return f"person.{person.hex}"


def send(person: UUID, message: dict[str, Any]) -> None:
    """Hand ``message`` to the sockets of ``person``; call it outside an event loop. Raises what Redis does."""
    layer = get_channel_layer()
    assert layer is not None  # noqa: S101 - settings name one
    async_to_sync(layer.group_send)(group_of(person), message)


def look_again(person: UUID) -> None:
    """Let each socket of ``person`` ask again whether it may stay open: a session, a token or an account has ended.

    Call it from a subscriber of the outbox: it raises what Redis does, and is tried again then.
    """
    send(person, {"type": "look.again"})
