"""Request id, actor, and refusals of plain views."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from services_portal.kernel.context import request_id_var
from services_portal.kernel.errors import DomainError
from services_portal.kernel.http.problems import problem_response
from services_portal.kernel.ids import uuid7

HEADER: Final = "X-Request-ID"
ID_SHAPE: Final = re.compile(r"^[A-Za-z0-9-]{8,64}$")
GetResponse = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger("services_portal.request")


class RequestIdMiddleware:
    """Gives every request an id: the caller's where it is well-formed, else a new one; logs the request's end.

    The log line holds the path but never the query: a query may hold what a person typed.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request under its id."""
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        identifier = given if ID_SHAPE.match(given) else str(uuid7())
        token = request_id_var.set(identifier)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            if response.status_code >= 500 or logger.isEnabledFor(logging.INFO):
                self._log(request, response, started)
        finally:
            request_id_var.reset(token)
        response.headers[HEADER] = identifier
        return response

    def _log(self, request: HttpRequest, response: HttpResponse, started: float) -> None:
        logger.log(
            logging.ERROR if response.status_code >= 500 else logging.INFO,
            "request",
            extra={
                "method": request.method,
                "path": request.path_info,
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - started) * 1000, 1),
            },
        )


class ActorMiddleware:
    """Puts ``request.actor`` on every request, found when first asked for, by PORTAL_ACTOR_RESOLVER."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.resolve = import_string(settings.PORTAL_ACTOR_RESOLVER)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request with its actor."""
        request.actor = SimpleLazyObject(lambda: self.resolve(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class DomainErrorMiddleware:
    """Answers a DomainError raised by a plain view with a problem document or page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a refusal; leave faults to Django."""
        return problem_response(request, exception) if isinstance(exception, DomainError) else None
