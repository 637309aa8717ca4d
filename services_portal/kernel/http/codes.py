"""The codes that HTTP itself brings about."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from services_portal.kernel.errors import ErrorCode, define_error
from services_portal.kernel.refusals import NOT_FOUND, NOT_PERMITTED, STALE_VERSION

INVALID_REQUEST = define_error(
    "invalid_request",
    status=400,
    title=_("The request is not valid"),
    explanation=_("One or more fields do not fit. `errors` lists the messages by field; correct them and send again."),
)
MALFORMED_BODY = define_error(
    "malformed_body",
    status=400,
    title=_("The body cannot be read"),
    explanation=_("The body is not valid JSON, or not in the encoding that its headers name."),
)
NOT_SIGNED_IN = define_error(
    "not_signed_in",
    status=401,
    title=_("Please sign in"),
    explanation=_("This address needs an account. Sign in and repeat the request."),
)
METHOD_NOT_ALLOWED = define_error(
    "method_not_allowed",
    status=405,
    title=_("Method not allowed"),
    explanation=_("This address exists but does not answer this method. `Allow` lists the ones it does."),
)
NOT_ACCEPTABLE = define_error(
    "not_acceptable",
    status=406,
    title=_("No such representation"),
    explanation=_("The answer cannot be given in a format that `Accept` allows. JSON always can."),
)
PAYLOAD_TOO_LARGE = define_error(
    "payload_too_large",
    status=413,
    title=_("The body is too large"),
    explanation=_("The body is larger than this address takes."),
)
UNSUPPORTED_MEDIA_TYPE = define_error(
    "unsupported_media_type",
    status=415,
    title=_("Media type not supported"),
    explanation=_("Send `application/json` in UTF-8."),
)
TOO_MANY_REQUESTS = define_error(
    "too_many_requests",
    status=429,
    title=_("Too many requests"),
    explanation=_("Wait for the seconds in `Retry-After`, then try again."),
)
INTERNAL_ERROR = define_error(
    "internal_error",
    status=500,
    title=_("Something went wrong on our side"),
    explanation=_("The fault is ours and has been logged. Quote `instance` when you report it."),
)
UNAVAILABLE = define_error(
    "unavailable",
    status=503,
    title=_("Not available for the moment"),
    explanation=_("A part that this needs does not answer. Try again after the seconds in `Retry-After`."),
)

BY_STATUS: Final[dict[int, ErrorCode]] = {
    error.status: error
    for error in (
        INVALID_REQUEST,
        NOT_SIGNED_IN,
        NOT_PERMITTED,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        NOT_ACCEPTABLE,
        STALE_VERSION,
        PAYLOAD_TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE,
        TOO_MANY_REQUESTS,
        INTERNAL_ERROR,
        UNAVAILABLE,
    )
}
