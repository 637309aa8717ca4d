"""Conditional requests (RFC 9110 §13) for reads that are the same for everybody."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils.cache import patch_vary_headers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from services_portal.kernel.text import current_language

MAX_AGE_SECONDS = 60


class PublicReadMixin(APIView):
    """Gives a view's 200 answers a strong ETag over the rendered bytes, 304 for a match, and caching headers."""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Add the headers; answer 304 where ``If-None-Match`` holds the bytes' tag."""
        final = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(final, ["Accept-Language"])
        if final.status_code != 200 or not isinstance(final, Response):
            return final
        final.add_post_render_callback(lambda rendered: _conditional(request, rendered))
        return final


def _conditional(request: Request, response: Response) -> None:
    tag = f'"{hashlib.blake2b(response.rendered_content, digest_size=16).hexdigest()}"'
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
    response["Content-Language"] = current_language()
    known = [part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")]
    if tag in known or known == ["*"]:
        response.status_code = 304
        response.content = b""
        del response["Content-Type"]
