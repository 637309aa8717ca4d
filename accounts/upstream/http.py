"""Asking a city's identity system over HTTP: only its own host, only where that may be, and never for long.

The address is written by a city and approved by the province; what it then answers is not trusted to lead us anywhere
else (server-side request forgery): no redirects, no proxy of the environment, and before a byte is sent the address
that was really reached is held against the networks that are allowed. So a name that points inwards, today or after it
was looked up, reaches nothing.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from accounts.upstream.refusals import CITY_REFUSED, CITY_UNAVAILABLE
from services_portal.kernel.errors import DomainError

LARGEST: Final = 256 * 1024
SILENCE: Final = 5.0
ALTOGETHER: Final = 15.0
PLAIN: Final = {"Accept-Encoding": "identity"}
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class UnfitAddressError(Exception):
    """The server stands where we do not go, or answers more than we read."""


class StatusError(Exception):
    """The server answered with another status than 200."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status_{status}")
        self.status = status


def origin_of(address: str) -> str:
    """Return scheme and host of an address that we may ask: https, but on this machine. Raises ValueError."""
    parts = urlsplit(address)
    _port = parts.port
    plain = not (parts.username or parts.password or parts.fragment or parts.query) and address.isascii()
    if not parts.hostname or not plain or any(not sign.isprintable() or sign.isspace() for sign in address):
        raise ValueError("unfit address")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ValueError("not https")
    return f"{parts.scheme}://{parts.netloc}"


def ask(method: str, address: str, *, origin: str, **what: Any) -> dict[str, Any]:
    """Return the JSON object that the server answers. In: ``origin``, the only one that ``address`` may have; ``what``,
    as httpx takes it (``data``, ``auth``, ``headers``).

    Raises DomainError ``city_sign_in_unavailable``: no answer, no object, another status than 200, too large, too slow,
    at an address where we do not go; ``city_sign_in_refused`` for a 400 to what was posted. It names nothing of that.
    """
    try:
        if origin_of(address.partition("?")[0]) != origin:
            raise UnfitAddressError
        content = _asked(method, address, what)
    except (httpx.HTTPError, httpx.InvalidURL, UnfitAddressError, ValueError) as error:
        raise unavailable(type(error).__name__) from None
    except StatusError as error:
        if method == "POST" and error.status == httpx.codes.BAD_REQUEST:  # RFC 6749, §5.2: what we sent is no good
            raise DomainError(CITY_REFUSED, params={"why": "code"}) from None
        raise unavailable(str(error)) from None
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise unavailable("not_an_object")
    return told


def unavailable(why: str) -> DomainError:
    """Return the refusal; ``why`` is a word for the log of who runs the portal."""
    return DomainError(CITY_UNAVAILABLE, params={"why": why})


def _asked(method: str, address: str, what: Mapping[str, Any]) -> bytes:
    content, guard = b"", _Guard()
    with (
        guard.deadline(),
        httpx.Client(timeout=SILENCE, follow_redirects=False, trust_env=False, headers=PLAIN) as client,
        client.stream(method, address, extensions={"trace": guard}, **what) as answer,
    ):
        for part in answer.iter_raw():  # unpacked, a small one may stand for gigabytes
            content += part
            if len(content) > LARGEST:
                raise UnfitAddressError
        if answer.status_code != httpx.codes.OK:
            raise StatusError(answer.status_code)
    return content


class _Guard:
    """Follows one connection: leaves before anything is sent where it has gone to an address that is none of ours to
    ask, and cuts it where all of it takes too long: a server that drips bytes trips no timeout of reading."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None

    def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        if event not in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            return
        connection = info["return_value"]
        peer = connection.get_extra_info("server_addr")
        if not is_allowed(ip_address(str(peer[0]).partition("%")[0])):
            connection.close()
            raise UnfitAddressError
        self._socket = connection.get_extra_info("socket")

    def _cut(self, passed: threading.Event) -> None:
        passed.set()
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def deadline(self) -> Iterator[None]:
        """Cut the connection after ``ALTOGETHER`` seconds; to a server that gives no length it looks like the end, so
        that is no answer either."""
        passed = threading.Event()
        timer = threading.Timer(ALTOGETHER, self._cut, [passed])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
        if passed.is_set():
            raise UnfitAddressError


def is_allowed(address: IPv4Address | IPv6Address) -> bool:
    """Whether a city's server may stand there: anywhere in the world, and in ``PORTAL_CITY_SIGN_IN_NETWORKS``."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    address = mapped or address
    if any(address in ip_network(each) for each in settings.PORTAL_CITY_SIGN_IN_NETWORKS):
        return True
    return address.is_global and not address.is_multicast
