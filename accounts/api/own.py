"""What the views of a person's own things have in common."""

from __future__ import annotations

from typing import Any, cast

from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import AppSessionAuthentication, BrowserSessionAuthentication
from services_portal.kernel.actor import Actor


class OwnView(APIView):
    """Something of the signed-in person's own; never kept by a cache."""

    authentication_classes = [AppSessionAuthentication, BrowserSessionAuthentication]
    permission_classes = [IsAuthenticated]

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Response:
        """Keep it out of every cache."""
        finished = super().finalize_response(request, response, *args, **kwargs)
        finished["Cache-Control"] = "private, no-store"
        return finished

    @staticmethod
    def actor(request: Request) -> Actor:
        """Return who acts."""
        return cast(Actor, request._request.actor)  # type: ignore[attr-defined]
