"""The pages that explain codes, and the project's error handlers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import select_template
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.errors import DomainError, ErrorCode, all_errors, find_error
from services_portal.kernel.http import codes
from services_portal.kernel.http.problems import problem_response

INDEX_TEMPLATES = ("problem_index.html", "kernel/problem_index.html")
EXPLANATION_TEMPLATES = ("problem_explanation.html", "kernel/problem_explanation.html")


def problem_index(request: HttpRequest) -> HttpResponse:
    """List every code with its status and title."""
    return HttpResponse(select_template(INDEX_TEMPLATES).render({"errors": list(all_errors())}, request))


def problem_explanation(request: HttpRequest, code: str) -> HttpResponse:
    """Explain one code to a person."""
    error = find_error(code)
    if error is None:
        return problem_response(request, DomainError(codes.NOT_FOUND))
    return HttpResponse(select_template(EXPLANATION_TEMPLATES).render({"error": error}, request))


def _answer(request: HttpRequest, error: ErrorCode) -> HttpResponse:
    return problem_response(request, DomainError(error))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return _answer(request, codes.INVALID_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    return _answer(request, codes.NOT_PERMITTED)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    return _answer(request, codes.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return _answer(request, codes.INTERNAL_ERROR)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a request without a valid CSRF token (setting CSRF_FAILURE_VIEW)."""
    detail = _("This form is too old, or cookies are off. Load the page again and send the form from there.")
    return problem_response(request, DomainError(codes.NOT_PERMITTED, detail=detail))
