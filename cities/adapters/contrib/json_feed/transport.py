"""Asking a city's server for one page, patiently but not for ever."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from cities.adapters.base import AdapterError, AdapterFinding, Severity
from cities.adapters.breaker import CityGate
from cities.adapters.contrib.json_feed.options import Auth, JsonFeedOptions
from cities.manifests import CityManifest
from services_portal.kernel import env

FIRST_PAUSE: Final = 0.2


def _headers(auth: Auth | None) -> dict[str, str]:
    headers = {"Accept": "application/json"}
    if auth is None:
        return headers
    token = env.raw(auth.token_env)
    if not token:
        finding = AdapterFinding("feed.no_token", Severity.ERROR, evidence=auth.token_env)
        raise AdapterError("feed.no_token", permanent=True, findings=(finding,))
    match auth.kind:
        case "bearer":
            headers["Authorization"] = f"Bearer {token}"
        case "basic":
            headers["Authorization"] = f"Basic {base64.b64encode(token.encode()).decode()}"
        case "header":
            headers[auth.header] = token
    return headers


def _error(code: str, *, permanent: bool, evidence: str = "") -> AdapterError:
    finding = AdapterFinding(code, Severity.ERROR, evidence=evidence[:200])
    return AdapterError(code, permanent=permanent, findings=(finding,))


class PageFetcher:
    """Fetches pages of one city's feed through its gate; never follows it to another host."""

    def __init__(
        self, manifest: CityManifest, options: JsonFeedOptions, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._options = options
        self._limits = manifest.limits
        self._gate = CityGate(manifest.slug, manifest.limits)
        self._sleep = sleep
        self._origin = urlsplit(options.url or "")[:2]
        timeout = httpx.Timeout(manifest.limits.timeout_seconds)
        self._client = httpx.Client(timeout=timeout, headers=_headers(options.auth), follow_redirects=False)

    def close(self) -> None:
        """Give back the connections."""
        self._client.close()

    def fetch(self, url: str, parameters: dict[str, str]) -> Any:
        """Return the parsed page. Raises AdapterError; what may pass by itself is tried a few times first."""
        if urlsplit(url)[:2] != self._origin:
            raise _error("feed.other_host", permanent=True, evidence=url)
        pause = FIRST_PAUSE
        for attempt in range(1, self._options.tries + 1):
            try:
                with self._gate.call():
                    return self._once(url, parameters)
            except AdapterError as error:
                if error.permanent or error.code == "feed.circuit_open" or attempt == self._options.tries:
                    raise
            self._sleep(pause)
            pause *= 2
        raise _error("feed.unreachable", permanent=False)

    def _once(self, url: str, parameters: dict[str, str]) -> Any:
        # A server that trickles bytes never trips a read timeout, so the whole page has a deadline as well.
        deadline = time.monotonic() + self._limits.timeout_seconds * 3
        try:
            with self._client.stream("GET", url, params=parameters or None) as response:
                self._judge(response)
                body = bytearray()
                for block in response.iter_bytes():
                    body += block
                    if len(body) > self._options.max_page_bytes:
                        raise _error("feed.page_too_large", permanent=True)
                    if time.monotonic() > deadline:
                        raise _error("feed.timeout", permanent=False)
        except httpx.TimeoutException as error:
            raise _error("feed.timeout", permanent=False, evidence=type(error).__name__) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _error("feed.unreachable", permanent=False, evidence=type(error).__name__) from error
        return parse_page(bytes(body))

    def _judge(self, response: httpx.Response) -> None:
        status = response.status_code
        if status >= 500 or status in {408, 425, 429}:
            raise _error("feed.server_error", permanent=False, evidence=str(status))
        if status in {401, 403}:
            raise _error("feed.refused", permanent=True, evidence=str(status))
        if status != 200:
            raise _error("feed.unexpected_status", permanent=True, evidence=str(status))
        kind = response.headers.get("Content-Type", "")
        if "json" not in kind.lower():
            raise _error("feed.not_json", permanent=False, evidence=kind or "no content type")


def parse_page(body: bytes) -> Any:
    """Return parsed JSON of UTF-8, with or without byte order mark. Raises AdapterError ``feed.not_json``."""
    try:
        return json.loads(body.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise _error("feed.not_json", permanent=False, evidence=str(error)) from error
