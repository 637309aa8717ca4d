"""RFC 9457 problem documents for programs and pages for people, from the same error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import select_template
from django.utils import translation

from services_portal.kernel.context import request_id
from services_portal.kernel.errors import DomainError
from services_portal.kernel.text import current_language

CONTENT_TYPE: Final = "application/problem+json"
PAGE_TEMPLATES: Final = ("problem.html", "kernel/problem.html")


def problem_document(error: DomainError) -> dict[str, Any]:
    """Return the problem document in the active language.

    Members: ``type`` (the page that explains the code), ``title``, ``status``, ``detail``, ``code``, ``instance`` (the
    request's log id as a URN), and, where there are any, ``errors`` by field and ``params``.
    """
    kind = error.error
    document: dict[str, Any] = {
        "type": f"/problems/{kind.code}/",
        "title": str(kind.title),
        "status": kind.status,
        "detail": str(error.detail or kind.explanation),
        "code": kind.code,
        "instance": f"urn:request:{request_id()}",
    }
    if error.errors:
        document["errors"] = {name: _messages(messages) for name, messages in error.errors.items()}
    if error.params:
        document["params"] = error.params
    return document


def _messages(messages: Any) -> Any:
    """Return messages as text, keeping the nesting of fields within fields."""
    if isinstance(messages, Mapping):
        return {str(name): _messages(value) for name, value in messages.items()}
    if isinstance(messages, Sequence) and not isinstance(messages, str):
        return [_messages(message) for message in messages]
    return str(messages)


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a program: an API path, or an Accept header that prefers JSON to HTML."""
    if request.path_info.startswith(("/api/", "/healthz/", "/_allauth/")):
        return True
    accept = request.headers.get("Accept", "")
    return "json" in accept and "text/html" not in accept


def problem_json(error: DomainError) -> JsonResponse:
    """Return the answer for a program."""
    response = JsonResponse(
        problem_document(error),
        status=error.error.status,
        content_type=CONTENT_TYPE,
        headers=dict(error.headers),
        json_dumps_params={"ensure_ascii": False},
    )
    response["Content-Language"] = current_language()
    response["Cache-Control"] = "no-store"
    return response


def problem_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the answer for a person. It must work when nothing else does: no query, no context processor."""
    context = {"problem": problem_document(error), "error": error.error, "language": current_language()}
    body = select_template(PAGE_TEMPLATES).render(context)
    response = HttpResponse(body, status=error.error.status, headers=dict(error.headers))
    response["Cache-Control"] = "no-store"
    return response


def problem_response(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the document or the page, whichever fits the request."""
    with translation.override(translation.get_language_from_request(request)):
        return problem_json(error) if wants_json(request) else problem_page(request, error)
