"""One open socket: who it is, what it is told, and when it ends.

The server says ``{"type": "ready"}`` once it knows who is there, then hints ``{"type", "id", "version"}``, and now and
then ``{"type": "ping"}``, which is to be answered by ``{"type": "pong"}``. What the socket showed is looked at again
before each frame that it sends is heard, at each ping, and whenever something of its person ends.
"""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any, Final

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from services_portal.kernel.sockets import handshake, places
from services_portal.kernel.sockets.door import Credential, CredentialKind, Visitor, door
from services_portal.kernel.sockets.groups import group_of
from services_portal.kernel.sockets.hints import ME, kind_named

TOO_BIG: Final = 1009
FAULT: Final = 1011
MALFORMED: Final = 4400
SIGNED_OUT: Final = 4401
SUSPENDED: Final = 4403
NOT_LISTENING: Final = 4408
TOO_MANY: Final = 4429
logger = logging.getLogger(__name__)


async def _ask(question: Any, *arguments: Any) -> Any:
    # In any thread: one slow query must not hold up the sockets of everybody else.
    return await database_sync_to_async(question, thread_sensitive=False)(*arguments)


class HintsConsumer(AsyncWebsocketConsumer):
    """The socket at ``/ws/``."""

    async def connect(self) -> None:
        """Let in whoever shows something that opens, wait for who has shown nothing yet, refuse pages of others."""
        self._credential: Credential | None = None
        self._visitor: Visitor | None = None
        self._group, self._frames, self._answered, self._shut_down = "", 0, True, False
        self._watching: asyncio.Task[None] | None = None
        try:
            shown = handshake.read(self.scope)
        except handshake.ForeignOriginError:
            await self.close()
            return
        await self.accept(shown.subprotocol)
        self._watching = asyncio.create_task(self._watch())
        if shown.credential is not None:
            await self._enter(shown.credential)

    async def disconnect(self, code: int) -> None:
        """Give everything back."""
        self._shut_down = True
        if self._watching is not None:
            self._watching.cancel()
        if self._group:
            await self.channel_layer.group_discard(self._group, self.channel_name)
        if self._visitor is not None:
            await _ask(places.leave, self._visitor.person, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Hear a frame of somebody who may still speak."""
        self._frames += 1
        if text_data is None or len(text_data) > settings.PORTAL_SOCKET_MESSAGE_SIZE:
            await self._shut(TOO_BIG if text_data else MALFORMED)
        elif self._frames > settings.PORTAL_SOCKET_FRAMES:
            await self._shut(TOO_MANY)
        elif self._visitor is None or await self._may_stay():
            await self._hear(_read(text_data))

    async def hint(self, message: dict[str, Any]) -> None:
        """Pass on what changed, to who may see it."""
        kind, visitor = kind_named(message["kind"]), self._visitor
        if kind is None or visitor is None:
            return
        if visitor.scopes is not None and kind.scope not in visitor.scopes:
            return
        own = message["id"] == str(visitor.person)
        if kind.own and not own:
            return
        rows = kind.model._default_manager.for_actor(visitor.actor).filter(pk=message["id"])  # type: ignore[attr-defined]
        if await _ask(rows.exists):
            told = {"type": kind.name, "id": ME if kind.own else message["id"], "version": message["version"]}
            await self._say(told)

    async def look_again(self, message: dict[str, Any]) -> None:
        """Close the socket if what it showed has ended."""
        if self._visitor is not None:
            await self._may_stay()

    async def _hear(self, said: dict[str, Any]) -> None:
        match said:
            case {"type": "pong"} if self._visitor is not None:
                self._answered = True
            case {"type": "authenticate", "token": str(token)} if self._visitor is None and token.isascii():
                await self._enter(Credential(CredentialKind.TOKEN, token))
            case _:
                await self._shut(MALFORMED)

    async def _enter(self, credential: Credential) -> None:
        visitor = await _ask(door().enter, credential)
        if visitor is None:
            await self._shut(SIGNED_OUT)
            return
        self._group = group_of(visitor.person)
        await self.channel_layer.group_add(self._group, self.channel_name)
        self._credential, self._visitor = credential, visitor
        # What ended before we began to listen is seen by looking once more; what ends from now on is heard.
        if not await self._may_stay():
            return
        if not await _ask(places.take, visitor.person, self.channel_name):
            await self._shut(TOO_MANY)
            return
        await self._say({"type": "ready"})

    async def _may_stay(self) -> bool:
        """Whether what was shown still opens; the socket is closed where it does not."""
        before = self._visitor
        assert before is not None  # noqa: S101 - only asked of who is in
        now = await _ask(door().enter, self._credential)
        if now is not None and now.person == before.person:
            self._visitor = now
            return True
        barred = await _ask(door().is_barred, before.person)
        await self._shut(SUSPENDED if barred else SIGNED_OUT)
        return False

    async def _watch(self) -> None:
        """Give everybody a while to say who he is, then ping until nobody answers."""
        try:
            await asyncio.sleep(settings.PORTAL_SOCKET_GREETING_SECONDS)
            if self._visitor is None:
                await self._shut(SIGNED_OUT)
            while not self._shut_down:
                await asyncio.sleep(settings.PORTAL_SOCKET_PING_SECONDS)
                await self._ping()
        except Exception as error:
            logger.warning("a socket is closed: %s", type(error).__name__)
            await self._shut(FAULT)

    async def _ping(self) -> None:
        if not self._answered:
            await self._shut(NOT_LISTENING)
            return
        self._answered, self._frames = False, 0
        if await self._may_stay() and self._visitor is not None:
            if not await _ask(places.take, self._visitor.person, self.channel_name):
                await self._shut(TOO_MANY)
            await self._say({"type": "ping"})

    async def _say(self, what: dict[str, str]) -> None:
        if not self._shut_down:
            await self.send(json.dumps(what))

    async def _shut(self, code: int) -> None:
        if not self._shut_down:
            self._shut_down = True
            await self.close(code)


def _read(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
