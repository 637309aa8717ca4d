"""Health answers ahead of everything else."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from services_portal.kernel.health import views

VIEWS: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/healthz/live": views.live, "/healthz/ready": views.ready}


class HealthMiddleware:
    """Answers the health paths before hosts, sessions or redirects are looked at.

    An orchestrator asks by address, without cookies and without TLS; none of that may decide whether we are healthy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request."""
        view = VIEWS.get(request.path_info)
        if view is None or request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        return view(request)
