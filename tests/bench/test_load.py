"""The load counts only whole answers of 200, and says so when a server gives up."""

import socket
import threading
from contextlib import suppress

import pytest

from bench import load

GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@pytest.fixture
def serve():
    """Serve on a free port: each connection is answered with ``answers`` in turn, then closed."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer(connection, answers):
            with connection, suppress(ConnectionError):
                for one in answers:
                    if not connection.recv(1 << 16):
                        return
                    connection.sendall(one)

        def listen(answers):
            while True:
                try:
                    connection, _address = listener.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(connection, answers), daemon=True).start()

        def start(*answers):
            threading.Thread(target=listen, args=(answers,), daemon=True).start()
            return listener.getsockname()[1]

        yield start
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\n{}", "503"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{}", "closed the connection"),
        (b"HTTP/1.1 200 OK\r\nContent-", "closed the connection"),
    ],
)
def test_an_answer_that_is_refused_or_broken_off_is_a_fault(serve, answer, said):
    port = serve(answer)
    with pytest.raises(load.LoadError, match=said):
        load.fetch(port, "/")


@pytest.mark.parametrize(
    ("later", "said"), [((b"HTTP/1.1 500 Oh",), "500"), ((), "closed the connection")], ids=["refused", "gone"]
)
def test_a_server_that_gives_up_under_load_is_a_fault(serve, monkeypatch, later, said):
    monkeypatch.setattr(load.shutil, "which", lambda _name: None)
    port = serve(GOOD, *later)
    with pytest.raises(load.LoadError, match=said):
        load.requests_per_second(port, "/", 30.0)


def test_whole_answers_are_counted(serve, monkeypatch):
    monkeypatch.setattr(load.shutil, "which", lambda _name: None)
    port = serve(*[GOOD] * 1_000_000)
    assert load.requests_per_second(port, "/", 0.2) > 0
