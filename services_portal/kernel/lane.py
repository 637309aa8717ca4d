"""The lane of public reads: stored bytes that are the same for everybody, answered ahead of sessions and sign-in.

A view derives from :class:`PublicReadView` and says only what the bytes are. As an ordinary view it answers through
Django REST framework and the whole stack of middlewares. :class:`PublicLaneMiddleware`, which stands before sessions,
recognises its address and answers at once; that the two answers are the same to the byte is tested. Nothing in a
public read may depend on who asks: the lane knows no session, no user and no cookie but the language's in a refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Final, cast
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls import path as url_path
from django.urls.resolvers import RoutePattern
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.views import APIView

from services_portal.kernel.errors import DomainError
from services_portal.kernel.http.codes import INVALID_REQUEST
from services_portal.kernel.http.exceptions import exception_handler
from services_portal.kernel.text import Language, negotiate

MAX_PARAMETERS: Final = 50
METHODS: Final = frozenset({"GET", "HEAD"})


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


def read_request(request: HttpRequest, kwargs: Mapping[str, Any]) -> ReadRequest:
    """Return what a public read may know of ``request``. Raises DomainError ``invalid_request``."""
    meta = request.META
    pairs: list[tuple[str, str]] = []
    if raw := meta.get("QUERY_STRING", ""):
        try:
            text = raw.encode("iso-8859-1").decode("utf-8", "replace")
            pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
        except ValueError as error:
            raise DomainError(INVALID_REQUEST) from error
        if "%00" in text or "\x00" in text:
            raise DomainError(INVALID_REQUEST)
    if any("\x00" in str(value) for value in kwargs.values()):
        raise DomainError(INVALID_REQUEST)
    return ReadRequest(
        request.path_info,
        pairs,
        dict(pairs),
        kwargs,
        negotiate(meta.get("HTTP_ACCEPT_LANGUAGE")),
        meta.get("HTTP_IF_NONE_MATCH", ""),
    )


def _matches(if_none_match: str, tag: str) -> bool:
    if tag in if_none_match:
        return tag in (part.strip().removeprefix("W/") for part in if_none_match.split(","))
    return if_none_match.strip() == "*"


def _respond(method: str | None, asked: ReadRequest, found: PublicBytes) -> HttpResponse:
    tag = f'"{found.etag}"'
    headers = {
        "ETag": tag,
        "Vary": "Accept-Language",
        "Content-Language": found.language,
        "Cache-Control": f"public, max-age={found.max_age}" + ("" if found.max_age else ", must-revalidate"),
    }
    if asked.if_none_match and _matches(asked.if_none_match, tag):
        response = HttpResponse(status=304, headers=headers)
        del response.headers["Content-Type"]
        return response
    headers["Content-Type"] = "application/json"
    headers["Content-Length"] = str(len(found.body))
    return HttpResponse(b"" if method == "HEAD" else found.body, headers=headers)


class _JsonAlways(BaseContentNegotiation):
    """The bytes are JSON, whatever ``Accept`` says: a cache may hold them for another reader."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return next(iter(parsers), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class PublicReadView(APIView):
    """A public read. A subclass implements :meth:`read`; ``GET`` and ``HEAD`` are answered in the lane."""

    authentication_classes: ClassVar[Sequence[Any]] = ()
    permission_classes: ClassVar[Sequence[Any]] = ()
    throttle_classes: ClassVar[Sequence[Any]] = ()
    content_negotiation_class = _JsonAlways

    def read(self, asked: ReadRequest) -> PublicBytes:
        """Return the bytes that answer ``asked``. Raises DomainError."""
        raise NotImplementedError(f"{type(self).__name__} must say what it reads")

    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        """Answer through the ordinary stack."""
        return self.answer(request._request, kwargs)

    head = get

    @property
    def default_response_headers(self) -> dict[str, str]:
        """None: the answer is whole as it is."""
        return {}

    def answer(self, request: HttpRequest, kwargs: Mapping[str, Any]) -> HttpResponse:
        """Return the answer to a GET or HEAD request. Raises DomainError."""
        asked = read_request(request, kwargs)
        return _respond(request.method, asked, self.read(asked))


Match = tuple[PublicReadView, Mapping[str, Any]]


class PublicLaneMiddleware:
    """Answers the public reads ahead of the middlewares that follow it; lets everything else pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request."""
        match = self._match(request.path_info) if request.method in METHODS else None
        if match is None:
            return self.get_response(request)
        view, kwargs = match
        try:
            response = view.answer(request, kwargs)
        except DomainError as error:
            response = exception_handler(error, {"request": request, "view": view})
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        return response

    @cached_property
    def _routes(self) -> tuple[dict[str, PublicReadView], list[tuple[URLPattern, PublicReadView]]]:
        """The lane's addresses: those without a variable by name, the others as patterns."""
        plain, variable = {}, []
        for route, callback in _public_routes("", get_resolver().url_patterns):
            view = callback.cls(**callback.initkwargs)
            if "<" in route:
                variable.append((cast(URLPattern, url_path(route, callback)), view))
            else:
                plain[f"/{route}"] = view
        return plain, variable

    def _match(self, path: str) -> Match | None:
        plain, variable = self._routes
        if view := plain.get(path):
            return view, {}
        for pattern, view in variable:
            if found := pattern.pattern.match(path[1:]):
                return view, found[2]
        return None


def _public_routes(prefix: str, patterns: Sequence[URLPattern | URLResolver]) -> Iterator[tuple[str, Any]]:
    for entry in patterns:
        if not isinstance(entry.pattern, RoutePattern):
            continue
        route = prefix + entry.pattern._route
        if isinstance(entry, URLResolver):
            yield from _public_routes(route, entry.url_patterns)
        elif issubclass(getattr(entry.callback, "cls", object), PublicReadView):
            yield route, entry.callback
