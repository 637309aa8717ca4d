"""What every page of the admin site has before it: queries that no column can hold are turned away, and a write that
the page refuses leaves its trace in the audit log."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from services_portal.kernel import audit
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.errors import DomainError
from services_portal.kernel.http.codes import INVALID_REQUEST

View = Callable[..., HttpResponseBase]


def behind_the_door(view: View) -> View:
    """Return a page's view with the door before it. Raises DomainError ``invalid_request`` for a NUL in the query."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if any("\x00" in text for name, values in request.GET.lists() for text in (name, *values)):
            raise DomainError(INVALID_REQUEST)
        if request.method != "POST":
            return view(request, *args, **kwargs)
        try:
            answer = view(request, *args, **kwargs)
        except (PermissionDenied, Http404):
            _record(request, view, kwargs)
            raise
        if answer.status_code in (403, 404):
            _record(request, view, kwargs)
        return answer

    return opened


def _record(request: HttpRequest, view: View, kwargs: dict[str, Any]) -> None:
    """Write down who tried what on which row; what a service refuses, the service writes down itself."""
    model = getattr(getattr(view, "__self__", None), "model", None)
    label = model._meta.label_lower if model else "admin"
    verb = getattr(view, "__name__", "").removesuffix("_view")
    detail = {"step": kwargs["step"][:40]} if "step" in kwargs else None
    audit.record_refusal(actor_of(request), f"{label}.{verb}", (label, _key(kwargs.get("object_id"))), detail=detail)


def _key(object_id: Any) -> str:
    """Return the key of a row as the address names it; empty where it is none."""
    text = str(object_id or "")
    if text.isascii() and text.isdigit():
        return text[:20]
    try:
        return str(UUID(text))
    except ValueError:
        return ""
