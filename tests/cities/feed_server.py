"""A small real feed: pages of rows over HTTP, and every way in which a city's server can go wrong."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, dict[str, str], bytes]
Behaviour = Callable[["Feed", BaseHTTPRequestHandler], Answer | None]
JSON = {"Content-Type": "application/json; charset=utf-8"}


def json_answer(document: Any, status: int = 200) -> Answer:
    """Return ``document`` as an answer."""
    return status, JSON, json.dumps(document, ensure_ascii=False).encode()


def pages(feed: Feed, request: BaseHTTPRequestHandler) -> Answer:
    """Answer page ``page`` of the rows, with the number of the next one where there is one."""
    query = parse_qs(urlsplit(request.path).query)
    number = int(query.get("page", ["1"])[0])
    size = int(query.get("size", [str(feed.page_size)])[0])
    begin = (number - 1) * size
    following = str(number + 1) if begin + size < len(feed.rows) else None
    return json_answer({"data": {"records": feed.rows[begin : begin + size], "next": following}})


def answering(status: int, body: bytes, kind: str = "application/json") -> Behaviour:
    """Always give the same answer."""
    return lambda _feed, _request: (status, {"Content-Type": kind}, body)


def hanging(feed: Feed, request: BaseHTTPRequestHandler) -> None:
    """Take the request and say nothing until the server is closed."""
    feed.closed.wait(60)


def trickling(head: bytes) -> Behaviour:
    """Send ``head`` and then a byte now and then, so that no pause is ever long."""

    def answer(feed: Feed, request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(head)
        while not feed.closed.wait(0.05):
            request.wfile.write(b"x")

    return answer


@dataclass
class Feed:
    """What the server gives and how it behaves; both may be changed while it runs."""

    rows: list[Any] = field(default_factory=list)
    page_size: int = 2
    behaviour: Behaviour = pages
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    @property
    def paths(self) -> list[str]:
        """The addresses asked for, in order."""
        return [path for path, _headers in self.asked]


def _handler(feed: Feed) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            feed.asked.append((self.path, dict(self.headers)))
            try:
                answer = feed.behaviour(feed, self)
                if answer is None:
                    self.close_connection = True
                    return
                status, headers, body = answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                self.close_connection = True

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def serving(rows: list[Any] | None = None, **options: Any) -> Iterator[Feed]:
    """Serve a feed on a free port of this machine until the block ends."""
    feed = Feed(rows or [], **options)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(feed))
    server.daemon_threads = True
    feed.url = f"http://127.0.0.1:{server.server_address[1]}/items"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield feed
    finally:
        feed.closed.set()
        server.shutdown()
        thread.join()
        server.server_close()
