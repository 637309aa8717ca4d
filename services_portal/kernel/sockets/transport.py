"""Between Granian and the consumer, where Granian (2.8) is stricter or laxer than ASGI.

It sends no close while somebody waits to receive, which a socket does all its life; it tells nobody of a close of our
own; and where the other side has gone it raises RuntimeError, which would keep the consumer from giving back what it
holds (its issues 798 and 922). Here a close ends the waiting first, and every end is a ``websocket.disconnect``.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]
GONE = 1006


class Transport:
    """The two callables of one connection."""

    def __init__(self, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]) -> None:
        self._receive = receive
        self._send = send
        self._waiting: asyncio.Task[Message] | None = None
        self._ended: int | None = None

    async def receive(self) -> Message:
        """Return what comes next; once the socket is closed, by whichever side, that it is."""
        if self._ended is None:
            self._waiting = asyncio.create_task(self._next())
            with contextlib.suppress(asyncio.CancelledError):
                return await self._waiting
            if self._ended is None:
                raise asyncio.CancelledError
        return {"type": "websocket.disconnect", "code": self._ended}

    async def _next(self) -> Message:
        try:
            return await self._receive()
        except RuntimeError:
            return {"type": "websocket.disconnect", "code": GONE}

    async def send(self, message: Message) -> None:
        """Send; to somebody who has gone nothing is sent."""
        if message["type"] == "websocket.close":
            self._ended = message.get("code", 1000)
            if self._waiting is not None:
                self._waiting.cancel()
                await asyncio.wait([self._waiting])
        with contextlib.suppress(RuntimeError):
            await self._send(message)
