"""The ASGI application of the process that holds the sockets: ``/ws/`` and its health, nothing else."""

from __future__ import annotations

from typing import Any, Final

from services_portal.kernel.health.middleware import VIEWS
from services_portal.kernel.sockets.consumer import HintsConsumer
from services_portal.kernel.sockets.transport import Transport

PATH: Final = "/ws/"


class SocketsOnly:
    """Stands before Django and lets only the health paths through to it."""

    def __init__(self, django: Any) -> None:
        self.django = django
        self.sockets: Any = HintsConsumer.as_asgi()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one connection."""
        if scope["type"] == "websocket" and scope["path"] == PATH:
            transport = Transport(receive, send)
            await self.sockets(scope, transport.receive, transport.send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        elif scope["path"] in VIEWS:
            await self.django(scope, receive, send)
        else:
            headers = [(b"content-type", b"text/plain")]
            await send({"type": "http.response.start", "status": 404, "headers": headers})
            await send({"type": "http.response.body", "body": b"Only sockets are held here.\n"})
