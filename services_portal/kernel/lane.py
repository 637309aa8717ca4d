"""The lane of public reads: stored bytes that are the same for everybody, answered ahead of Django's stack.

A view derives from :class:`PublicReadView` and says only what the bytes are. As an ordinary view it answers through
Django REST framework and every middleware. :class:`PublicLane` stands before Django in ``services_portal.wsgi``,
recognises the view's address and answers at once; whatever it cannot answer (a refusal, a fault, another method) it
leaves to Django. That both answer with the same status, headers and bytes is tested. Nothing in a public read may
depend on who asks: the lane knows no session, no user and no cookie.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple, cast
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls import path as url_path
from django.urls.resolvers import RoutePattern
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.views import APIView

from services_portal.kernel.context import request_id_var
from services_portal.kernel.errors import DomainError
from services_portal.kernel.http.codes import INVALID_REQUEST
from services_portal.kernel.middleware import HEADER, log_request, request_id_for
from services_portal.kernel.text import Language, negotiate

MAX_PARAMETERS: Final = 50
METHODS: Final = frozenset({"GET", "HEAD"})
STATUS_LINES: Final = {200: "200 OK", 304: "304 Not Modified"}
Environ = Mapping[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """What a public read may know of a request. Of a parameter given twice the last one counts."""

    path: str
    pairs: Sequence[tuple[str, str]]
    query: Mapping[str, str]
    kwargs: Mapping[str, Any]
    language: Language
    if_none_match: str

    def next_link(self, cursor: str) -> str:
        """Return the path of the next page: this query with another cursor."""
        kept = [pair for pair in self.pairs if pair[0] != "cursor"]
        return f"{self.path}?{urlencode([*kept, ('cursor', cursor)])}"


@dataclass(frozen=True, slots=True)
class PublicBytes:
    """An answer: JSON bytes, their strong entity tag without quotes, their language, how many seconds they keep."""

    body: bytes
    etag: str
    language: Language
    max_age: int = 0


class Answer(NamedTuple):
    """An answer as it travels."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def read_request(meta: Environ, path: str, kwargs: Mapping[str, Any]) -> ReadRequest:
    """Return what a public read may know of a request. Raises DomainError ``invalid_request``."""
    pairs: list[tuple[str, str]] = []
    if raw := meta.get("QUERY_STRING", ""):
        text = raw.encode("iso-8859-1").decode("utf-8", "replace")
        try:
            pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
        except ValueError as error:
            raise DomainError(INVALID_REQUEST) from error
        if "%00" in text or "\x00" in text:
            raise DomainError(INVALID_REQUEST)
    for value in kwargs.values():
        if isinstance(value, str) and "\x00" in value:
            raise DomainError(INVALID_REQUEST)
    language = negotiate(meta.get("HTTP_ACCEPT_LANGUAGE"))
    return ReadRequest(path, pairs, dict(pairs), kwargs, language, meta.get("HTTP_IF_NONE_MATCH", ""))


def _matches(if_none_match: str, tag: str) -> bool:
    if tag in if_none_match:
        return tag in (part.strip().removeprefix("W/") for part in if_none_match.split(","))
    return if_none_match.strip() == "*"


def _answer(method: str | None, asked: ReadRequest, found: PublicBytes) -> Answer:
    tag = f'"{found.etag}"'
    headers = [("ETag", tag), *_reading_headers(found.language, found.max_age)]
    if asked.if_none_match and _matches(asked.if_none_match, tag):
        return Answer(304, headers, b"")
    headers.append(("Content-Type", "application/json"))
    headers.append(("Content-Length", str(len(found.body))))
    return Answer(200, headers, b"" if method == "HEAD" else found.body)


@lru_cache(maxsize=64)
def _reading_headers(language: str, max_age: int) -> tuple[tuple[str, str], ...]:
    lasting = f"public, max-age={max_age}" + ("" if max_age else ", must-revalidate")
    return ("Vary", "Accept-Language"), ("Content-Language", language), ("Cache-Control", lasting)


class _JsonAlways(BaseContentNegotiation):
    """The bytes are JSON, whatever ``Accept`` says: a cache may hold them for another reader."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return next(iter(parsers), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class PublicReadView(APIView):
    """A public read. A subclass implements :meth:`read`; ``GET`` and ``HEAD`` are answered in the lane."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    content_negotiation_class = _JsonAlways

    def read(self, asked: ReadRequest) -> PublicBytes:
        """Return the bytes that answer ``asked``. Raises DomainError."""
        raise NotImplementedError(f"{type(self).__name__} must say what it reads")

    def answer(self, meta: Environ, path: str, kwargs: Mapping[str, Any]) -> Answer:
        """Return the answer to a GET or HEAD request. Raises DomainError."""
        asked = read_request(meta, path, kwargs)
        return _answer(meta.get("REQUEST_METHOD"), asked, self.read(asked))

    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        """Answer through the ordinary stack."""
        found = self.answer(request._request.META, request._request.path_info, kwargs)
        response = HttpResponse(found.body, status=found.status)
        del response.headers["Content-Type"]
        for name, value in found.headers:
            response.headers[name] = value
        return response

    def head(self, request: Request, **kwargs: Any) -> HttpResponse:
        """Answer without the body."""
        return self.get(request, **kwargs)

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Say which methods there are."""
        response = super().options(request, *args, **kwargs)
        response.headers["Allow"] = ", ".join(self.allowed_methods)
        return response

    @property
    def default_response_headers(self) -> dict[str, str]:
        """None: the answer is whole as it is."""
        return {}


class PublicLane:
    """A WSGI application before another: answers the public reads, leaves everything else to the one behind.

    Hosts are not looked at: the bytes are the same under any name. What SecurityMiddleware and XFrameOptionsMiddleware
    add to an answer is the same for all, so it is asked of them once.
    """

    def __init__(self, application: Callable[[Any, Any], Iterable[bytes]]) -> None:
        self.application = application
        self._plain: dict[str, PublicReadView] = {}
        self._variable: list[tuple[str, URLPattern, PublicReadView]] = []
        for route, callback in _public_routes("", get_resolver().url_patterns):
            view = callback.cls(**callback.initkwargs)
            start, bracket, _rest = route.partition("<")
            if bracket:
                self._variable.append((f"/{start}", cast(URLPattern, url_path(route, callback)), view))
            else:
                self._plain[f"/{route}"] = view

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Serve the request."""
        match = self._match(environ.get("PATH_INFO", "")) if environ["REQUEST_METHOD"] in METHODS else None
        if match is None or (settings.SECURE_SSL_REDIRECT and not is_secure(environ)):
            return self.application(environ, start_response)
        started = time.perf_counter()
        identifier = request_id_for(environ)
        token = request_id_var.set(identifier)
        try:
            answer = match[0].answer(environ, environ["PATH_INFO"], match[1])
            connections[DEFAULT_DB_ALIAS].close_if_unusable_or_obsolete()
            log_request(environ["REQUEST_METHOD"], environ["PATH_INFO"], answer.status, started)
        except Exception as error:
            if not isinstance(error, DomainError):
                logger.warning("left to the ordinary stack: %s", type(error).__name__)
            answer = None
        finally:
            request_id_var.reset(token)
        if answer is None:
            return self.application(environ, start_response)
        headers = [*answer.headers, *security_headers(is_secure(environ)), (HEADER, identifier)]
        start_response(STATUS_LINES[answer.status], headers)
        return [answer.body]

    def _match(self, path: str) -> tuple[PublicReadView, Mapping[str, Any]] | None:
        if not path.isascii():  # WSGI carries bytes here; only the ordinary stack decodes them
            return None
        if view := self._plain.get(path):
            return view, {}
        for start, pattern, view in self._variable:
            if path.startswith(start) and (found := pattern.pattern.match(path[1:])):
                return view, found[2]
        return None


def is_secure(environ: Environ) -> bool:
    """Whether the request came by TLS, as our own proxy says where there is one."""
    if proxied := settings.SECURE_PROXY_SSL_HEADER:
        name, value = proxied
        if name in environ:
            return bool(environ[name].split(",", 1)[0].strip() == value)
    return bool(environ.get("wsgi.url_scheme") == "https")


@cache
def security_headers(secure: bool) -> tuple[tuple[str, str], ...]:
    """Return what Django's middlewares add to every answer."""
    request, response = HttpRequest(), HttpResponse()
    request.META = {"wsgi.url_scheme": "https" if secure else "http"}
    request.is_secure = lambda: secure  # type: ignore[method-assign]
    del response.headers["Content-Type"]
    SecurityMiddleware(lambda _request: response).process_response(request, response)
    XFrameOptionsMiddleware(lambda _request: response).process_response(request, response)
    return tuple(response.headers.items())


def _public_routes(prefix: str, patterns: Sequence[URLPattern | URLResolver]) -> Iterator[tuple[str, Any]]:
    for entry in patterns:
        if not isinstance(entry.pattern, RoutePattern):
            continue
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _public_routes(route, entry.url_patterns)
        elif issubclass(getattr(entry.callback, "cls", object), PublicReadView):
            yield route, entry.callback
