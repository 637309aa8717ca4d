"""The load: wrk where the machine has it, else a small client of our own; and single requests timed one by one."""

from __future__ import annotations

import re
import selectors
import shutil
import socket
import statistics
import subprocess
import time
from collections.abc import Sequence
from contextlib import ExitStack

CONNECTIONS = 8
CHUNK = 1 << 16
OK = b"HTTP/1.1 200"


class LoadError(RuntimeError):
    """A server did not answer as it should."""


def requests_per_second(port: int, path: str, seconds: float) -> float:
    """Return how many requests a second the server at ``port`` answered with 200, over keep-alive connections."""
    wrk = shutil.which("wrk")
    return _by_wrk(wrk, port, path, seconds) if wrk else _by_sockets(port, path, seconds)


def _by_wrk(wrk: str, port: int, path: str, seconds: float) -> float:
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", f"http://127.0.0.1:{port}{path}"]
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + 30).stdout  # noqa: S603
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    if rate is None or "Non-2xx" in told:
        raise LoadError(told)
    return float(rate[1])


def fetch(port: int, path: str) -> bytes:
    """Return the body of one answer. Raises LoadError unless it is 200."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        return _exchange(connection, _request(path))


def _request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: zh-CN\r\n\r\n".encode()


def _exchange(connection: socket.socket, request: bytes) -> bytes:
    """Return the body of one answer. Raises LoadError unless it is 200 and whole."""
    connection.sendall(request)
    received = _more(connection)
    while b"\r\n\r\n" not in received:
        received += _more(connection)
    head, _blank, body = received.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    if not head.startswith(OK) or length is None:
        raise LoadError(head.decode(errors="replace"))
    while len(body) < int(length[1]):
        body += _more(connection)
    return body


def _more(connection: socket.socket) -> bytes:
    try:
        received = connection.recv(CHUNK)
    except ConnectionError:
        received = b""
    if not received:
        raise LoadError("the server closed the connection")
    return received


def _by_sockets(port: int, path: str, seconds: float) -> float:
    """Several connections in one thread; an answer is known to be whole by its length, which is the same each time."""
    request, answered = _request(path), 0
    with ExitStack() as stack:
        chooser = stack.enter_context(selectors.DefaultSelector())
        for _number in range(CONNECTIONS):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            whole = _length(connection, request)
            connection.setblocking(False)
            chooser.register(connection, selectors.EVENT_READ, [0])
            connection.send(request)
        started = time.perf_counter()
        while (now := time.perf_counter()) - started < seconds:
            for key, _mask in chooser.select(timeout=1):
                received = _more(key.fileobj)  # type: ignore[arg-type]
                if key.data[0] == 0 and not received.startswith(OK):
                    raise LoadError(received.decode(errors="replace"))
                key.data[0] += len(received)
                if key.data[0] >= whole:
                    key.data[0] = 0
                    answered += 1
                    key.fileobj.send(request)  # type: ignore[union-attr]
    return answered / (now - started)


def _length(connection: socket.socket, request: bytes) -> int:
    """Ask once and return how long the whole answer is, its head included."""
    connection.sendall(request)
    received = _more(connection)
    head, _blank, _body = received.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    if not head.startswith(OK) or length is None:
        raise LoadError(head.decode(errors="replace"))
    whole, got = len(head) + 4 + int(length[1]), len(received)
    while got < whole:
        got += len(_more(connection))
    return whole


def median_microseconds(port: int, paths: Sequence[str]) -> float:
    """Return the median time of single requests, one after another on one connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        times = []
        for path in paths:
            request = _request(path)
            started = time.perf_counter()
            _exchange(connection, request)
            times.append(time.perf_counter() - started)
    return statistics.median(times) * 1e6
