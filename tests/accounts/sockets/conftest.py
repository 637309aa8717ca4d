from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from pytest_django import DjangoDbBlocker

from tests.accounts.clients import AppClient, BrowserClient
from tests.kernel.sockets.server import Socket, SocketServer


@pytest.fixture(scope="package")
def server(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SocketServer]:
    with django_db_blocker.unblock():
        running = SocketServer()
    try:
        running.await_ready()
        yield running
    finally:
        running.end()


@pytest.fixture
def open_socket(server: SocketServer) -> Iterator[Callable[..., Socket]]:
    """Open sockets that end with the test."""
    with ExitStack() as stack:
        yield lambda **how: stack.enter_context(closing(Socket(server, **how)))


@pytest.fixture
def listening(open_socket: Callable[..., Socket]) -> Callable[[AppClient], Socket]:
    """Open the socket of somebody who is signed in, and wait until he is known."""

    def open_ready(client: AppClient) -> Socket:
        browser = isinstance(client, BrowserClient)
        socket = open_socket(cookie=client.session_key) if browser else open_socket(token=client.token, origin=None)
        assert socket.hear() == {"type": "ready"}
        return socket

    return open_ready
