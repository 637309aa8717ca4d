"""One handler that turns every exception of an API view into a problem document."""

from __future__ import annotations

import logging
import math
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.views import set_rollback

from services_portal.kernel.errors import DomainError
from services_portal.kernel.http import codes
from services_portal.kernel.http.problems import problem_response

logger = logging.getLogger(__name__)


def as_domain_error(error: Exception) -> DomainError | None:
    """Return the refusal that an exception of Django or DRF stands for, or None for a fault of ours."""
    match error:
        case DomainError():
            return error
        case exceptions.ValidationError():
            return DomainError(codes.INVALID_REQUEST, errors=_by_field(error.detail))
        case exceptions.ParseError():
            return DomainError(codes.MALFORMED_BODY)
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return DomainError(codes.NOT_SIGNED_IN)
        case exceptions.Throttled():
            wait: float | None = getattr(error, "wait", None)
            headers = {"Retry-After": str(math.ceil(wait))} if wait else {}
            return DomainError(codes.TOO_MANY_REQUESTS, headers=headers)
        case Http404() | exceptions.NotFound():
            return DomainError(codes.NOT_FOUND)
        case PermissionDenied():
            return DomainError(codes.NOT_PERMITTED)
        case RequestDataTooBig():
            return DomainError(codes.PAYLOAD_TOO_LARGE)
        case exceptions.APIException():
            return DomainError(codes.BY_STATUS.get(error.status_code, codes.INTERNAL_ERROR))
    return None


def _by_field(detail: Any) -> dict[str, Any]:
    return dict(detail) if isinstance(detail, dict) else {"non_field_errors": detail}


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """Answer for any exception of a DRF view; a fault of ours is logged with its traceback."""
    refusal = as_domain_error(error)
    if refusal is None:
        logger.exception("unhandled error", exc_info=error)
        refusal = DomainError(codes.INTERNAL_ERROR)
    set_rollback()
    request = context["request"]
    response = problem_response(getattr(request, "_request", request), refusal)
    if isinstance(error, exceptions.MethodNotAllowed):
        response["Allow"] = ", ".join(context["view"].allowed_methods)
    return response
