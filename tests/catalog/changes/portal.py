"""The portal as a consumer meets it: over HTTP, gone and back under another address."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler

from django.core.servers.basehttp import ThreadedWSGIServer

from services_portal.wsgi import application


class _Silent(WSGIRequestHandler):
    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(on_request: Callable[[int], None] = lambda _count: None) -> Iterator[str]:
    """Serve the portal on a free port until the block ends; ``on_request`` is told before each answer how many there
    have been."""
    asked = []

    def counted(environ: dict[str, Any], start_response: Any) -> Any:
        asked.append(environ["PATH_INFO"])
        on_request(len(asked))
        return application(environ, start_response)

    server = ThreadedWSGIServer(("127.0.0.1", 0), _Silent)
    server.set_app(counted)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
