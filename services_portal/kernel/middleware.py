"""Request id, actor, and refusals of plain views."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from services_portal.kernel.context import actor_var, means_var, request_id_var
from services_portal.kernel.errors import DomainError
from services_portal.kernel.http.problems import problem_response
from services_portal.kernel.ids import uuid7

HEADER: Final = "X-Request-ID"
ID_SHAPE: Final = re.compile(r"^[A-Za-z0-9-]{8,64}$")
GetResponse = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger("services_portal.request")


def request_id_for(meta: Mapping[str, Any]) -> str:
    """Return the caller's request id where it is well-formed, else a new one; ``meta`` is the WSGI environment."""
    given = meta.get("HTTP_X_REQUEST_ID", "")
    return given if ID_SHAPE.match(given) else str(uuid7())


def log_request(method: str | None, path: str, status: int, started: float) -> None:
    """Log the end of a request that began at ``started`` (perf_counter): faults always, others at INFO.

    The line holds the path but never the query: a query may hold what a person typed.
    """
    level = logging.ERROR if status >= 500 else logging.INFO
    if logger.isEnabledFor(level):
        milliseconds = round((time.perf_counter() - started) * 1000, 1)
        facts = {"method": method, "path": path, "status": status, "milliseconds": milliseconds}
        logger.log(level, "request", extra=facts)


class RequestIdMiddleware:
    """Gives every request an id: the caller's where it is well-formed, else a new one; logs the request's end."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request under its id."""
        identifier = request_id_for(request.META)
        token = request_id_var.set(identifier)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            log_request(request.method, request.path_info, response.status_code, started)
        finally:
            request_id_var.reset(token)
        response.headers[HEADER] = identifier
        return response


class ActorMiddleware:
    """Puts ``request.actor`` on every request, found when first asked for, by PORTAL_ACTOR_RESOLVER; by whose means
    somebody is there tells PORTAL_MEANS_RESOLVER."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.resolve = import_string(settings.PORTAL_ACTOR_RESOLVER)
        self.means = import_string(settings.PORTAL_MEANS_RESOLVER)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request with its actor."""
        request.actor = SimpleLazyObject(lambda: self.resolve(request))  # type: ignore[attr-defined]
        # Asked anew each time: who signs in acts as himself from then on.
        token = actor_var.set(lambda: self.resolve(request))
        means = means_var.set(lambda actor: self.means(request, actor))
        try:
            return self.get_response(request)
        finally:
            actor_var.reset(token)
            means_var.reset(means)


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
