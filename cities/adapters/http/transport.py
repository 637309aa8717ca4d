"""Asking a city's server for one page, patiently but not for ever."""

from __future__ import annotations

import base64
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import httpx
from django.core.exceptions import ImproperlyConfigured

from cities.adapters.base import AdapterError, refusal
from cities.adapters.breaker import CityGate
from cities.adapters.http.options import Auth, HttpOptions
from cities.adapters.http.unpacking import unpacked
from cities.adapters.plugin import check_file
from cities.manifests import CityManifest
from services_portal.kernel import env
from services_portal.kernel.registry import CheckResult

FIRST_PAUSE: Final = 0.2
T = TypeVar("T")
# A whole page may take this many times as long as a server may keep silent.
PATIENCE: Final = 3


def secret(auth: Auth) -> str | None:
    """Return the secret from the environment or its file, or None where there is none that a header can hold."""
    try:
        token = (env.raw(auth.token_env) or "").strip()
    except ImproperlyConfigured:
        return None
    return token if token and token.isascii() and token.isprintable() else None


def check_server(options: HttpOptions, path: str | None) -> CheckResult:
    """Say which server is read, and whether there is the secret to read with; without a server, which file."""
    if options.url is None:
        return check_file(path)
    if options.auth is not None and secret(options.auth) is None:
        name = options.auth.token_env
        zh, en = f"环境变量 {name} 缺失或无法使用", f"The environment variable {name} is missing or of no use"
        return CheckResult(False, zh, en)
    return CheckResult(True, f"读取接口 {options.url}", f"Reads {options.url}")


def _headers(auth: Auth | None, accept: str) -> dict[str, str]:
    headers = {"Accept": accept, "Accept-Encoding": "gzip"}
    if auth is None:
        return headers
    token = secret(auth)
    if token is None:
        raise refusal("feed.no_token", auth.token_env)
    match auth.kind:
        case "bearer":
            headers["Authorization"] = f"Bearer {token}"
        case "basic":
            headers["Authorization"] = f"Basic {base64.b64encode(token.encode()).decode()}"
        case "header":
            headers[auth.header] = token
    return headers


class PageFetcher:
    """Fetches pages of one city's server through its gate; never follows it to another host.

    ``kinds`` are the words one of which the answer's Content-Type must hold; ``other_kind`` is the code for another.
    """

    def __init__(
        self,
        manifest: CityManifest,
        options: HttpOptions,
        *,
        accept: str = "application/json",
        kinds: tuple[str, ...] = ("json",),
        other_kind: str = "feed.not_json",
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._options = options
        self._kinds = kinds
        self._other_kind = other_kind
        self._limits = manifest.limits
        self._gate = CityGate(manifest.slug, manifest.limits)
        self._sleep = sleep
        self._origin = urlsplit(options.url or "")[:2]
        self._received = 0
        self._waited = 0.0
        self._socket: socket.socket | None = None
        timeout = httpx.Timeout(manifest.limits.timeout_seconds)
        headers = _headers(options.auth, accept)
        self._client = httpx.Client(timeout=timeout, headers=headers, follow_redirects=False)

    def close(self) -> None:
        """Give back the connections."""
        self._client.close()
        self._gate.close()

    def fetch(
        self, url: str, parameters: dict[str, str], read: Callable[[bytes], T], *, absent: frozenset[int] = frozenset()
    ) -> T:
        """Return what ``read`` makes of the page's body; the statuses ``absent`` say for good that there is no page.

        Raises AdapterError; what may pass by itself, an answer that ``read`` refuses among it, is tried a few times
        first.
        """
        if urlsplit(url)[:2] != self._origin:
            raise refusal("feed.other_host", url)
        if self._waited > self._options.max_feed_seconds:
            raise refusal("feed.timeout", f"more than {self._options.max_feed_seconds} seconds in all", permanent=False)
        pause = FIRST_PAUSE
        for attempt in range(1, self._options.tries + 1):
            try:
                with self._gate.call():
                    return self._once(url, parameters, read, absent)
            except AdapterError as error:
                if error.permanent or error.code == "feed.circuit_open" or attempt == self._options.tries:
                    raise
            self._sleep(pause)
            pause *= 2
        raise refusal("feed.unreachable", permanent=False)

    def _once(self, url: str, parameters: dict[str, str], read: Callable[[bytes], T], absent: frozenset[int]) -> T:
        try:
            # Merged by hand: parameters given to the client replace the query that the address has.
            address = httpx.URL(url).copy_merge_params(parameters)
            with (
                self._deadline(),
                self._client.stream("GET", address, extensions={"trace": self._trace}) as response,
            ):
                self._judge(response, absent)
                packed = response.headers.get("Content-Encoding", "")
                body = unpacked(response.iter_raw(), packed, self._options.max_page_bytes)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            code = "feed.timeout" if isinstance(error, httpx.TimeoutException) else "feed.unreachable"
            raise refusal(code, type(error).__name__, permanent=False) from error
        self._received += len(body)
        if self._received > self._options.max_feed_bytes:
            raise refusal("feed.too_large", f"more than {self._options.max_feed_bytes} bytes")
        return read(body)

    @contextmanager
    def _deadline(self) -> Iterator[None]:
        """Cut the connection when a page takes too long as a whole. Raises AdapterError ``feed.timeout`` then.

        A server that sends a byte now and then, be it of the headers, never trips a timeout of reading.
        """
        passed = threading.Event()

        def cut() -> None:
            passed.set()
            if self._socket is not None:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(self._limits.timeout_seconds * PATIENCE, cut)
        timer.daemon = True
        began = time.monotonic()
        timer.start()
        try:
            yield
        except (httpx.HTTPError, AdapterError) as error:
            if passed.is_set():
                raise refusal("feed.timeout", type(error).__name__, permanent=False) from error
            raise
        finally:
            timer.cancel()
            self._waited += time.monotonic() - began
        if passed.is_set():
            # To a server that gives no length, the cut looks like the end.
            raise refusal("feed.timeout", permanent=False)

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self._socket = info["return_value"].get_extra_info("socket")

    def _judge(self, response: httpx.Response, absent: frozenset[int]) -> None:
        status = response.status_code
        if status in absent:
            raise refusal("feed.not_found", str(status))
        if status >= 500 or status in {408, 425, 429}:
            raise refusal("feed.server_error", str(status), permanent=False)
        if status in {401, 403}:
            raise refusal("feed.refused", str(status))
        if status != 200:
            # A redirect may lead to a notice of maintenance, and what is not found may be back after an update.
            raise refusal("feed.unexpected_status", str(status), permanent=False)
        kind = response.headers.get("Content-Type", "")
        if not any(word in kind.lower() for word in self._kinds):
            raise refusal(self._other_kind, kind or "no content type", permanent=False)
