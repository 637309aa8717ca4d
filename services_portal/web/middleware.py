"""What every page of the web client has in common: the resident's language, and a strict content policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from accounts.agents.consents import require_own_account
from accounts.models import User
from services_portal.kernel.errors import DomainError
from services_portal.kernel.http.problems import problem_response
from services_portal.web.visitor import visitor_of

# These bring scripts and styles of their own in the page; everything else carries none.
OWN_POLICY: Final = ("/admin/", "/api/")
CONTENT_POLICY: Final = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
OWN_FORMS: Final = "; form-action 'self'"
# The admin site shows what is being written in a frame.
FRAMED_POLICY: Final = CONTENT_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'") + OWN_FORMS
# A city system that signs somebody in is told so by a redirect from our form.
FORMS_LEAD_AWAY: Final = ("/identity/",)
PERMISSIONS: Final = "geolocation=(self), camera=(), microphone=(), publickey-credentials-get=(self)"
NAMESPACES: Final = ("web",)
PAGE_NAMES: Final = ("account_", "mfa_", "usersessions_")
# What a child under 14 does with an account of his own: its pages, its means of signing in, and city apps opened by it.
OF_ONES_OWN: Final = ("/me/", "/accounts/", "/identity/")
WAYS_OUT: Final = ("account_logout", "logout")
GetResponse = Callable[[HttpRequest], HttpResponse]


class PagesMiddleware:
    """Speaks a signed-in resident's language on pages, and tells browsers to run nothing but our files."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request; dress an HTML answer."""
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and not request.path_info.startswith(OWN_POLICY):
            leads_away = request.path_info.startswith(FORMS_LEAD_AWAY)
            policy = CONTENT_POLICY if leads_away else CONTENT_POLICY + OWN_FORMS
            response.headers.setdefault("Content-Security-Policy", policy)
            response.headers.setdefault("Permissions-Policy", PERMISSIONS)
            patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Turn to the resident's language where this browser has not chosen one; keep a child under 14 from an account
        to which no guardian consents."""
        match = request.resolver_match
        if match is None:
            return None
        ours = bool(set(match.namespaces) & set(NAMESPACES)) or (match.url_name or "").startswith(PAGE_NAMES)
        if ours and (wished := visitor_of(request).wished_language):
            translation.activate(wished)
            request.LANGUAGE_CODE = wished
        own = request.path_info.startswith(OF_ONES_OWN) and match.url_name not in WAYS_OUT
        if own and isinstance(request.user, User):
            try:
                require_own_account(request.user)
            except DomainError as refusal:
                return problem_response(request, refusal)
        return None
