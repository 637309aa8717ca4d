"""`Idempotency-Key` on API views."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import msgspec
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from services_portal.kernel.idempotency import Result, fingerprint, run_once

View = Callable[..., Response]


def idempotent(view: View) -> View:
    """Decorate a view method that returns a JSON ``Response``: a repeat answers what the first request answered.

    A repeat carries ``Idempotency-Replayed: true``. Refusals are those of :func:`run_once`.
    """

    @wraps(view)
    def once(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        def work() -> Result:
            response = view(self, request, *args, **kwargs)
            # What is kept is the JSON that was sent: keys and days are texts there.
            return Result(response.status_code, msgspec.json.decode(JSONRenderer().render(response.data) or b"null"))

        mark = fingerprint(request.method or "", request.path, request._request.body)
        result = run_once(
            actor=request._request.actor,  # type: ignore[attr-defined]
            key=request.headers.get("Idempotency-Key"),
            fingerprint=mark,
            work=work,
        )
        headers = {"Idempotency-Replayed": "true"} if result.replayed else None
        return Response(result.body, status=result.status, headers=headers)

    return once
