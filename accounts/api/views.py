"""`/api/v1/me/`."""

from __future__ import annotations

from typing import Any, cast

from django.utils.cache import patch_vary_headers
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import AppSessionAuthentication, BrowserSessionAuthentication
from accounts.api.serializers import MeSerializer, MeUpdateSerializer
from accounts.models import User
from accounts.selectors import Profile, profile_of
from accounts.services import resident_update
from services_portal.kernel.text import current_language

_ETAG = OpenApiParameter(
    "ETag", OpenApiTypes.STR, OpenApiParameter.HEADER, response=[200], description="Version of this representation."
)
_IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="ETag that was read; another one now is 412."
)
_IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="ETag that is known; the same one is 304."
)


def entity_tag(profile: Profile) -> str:
    """Return the strong ETag of the profile in the language of the request."""
    return f'"{profile.version}-{current_language()}"'


def _tags(header: str) -> list[str]:
    return [tag.strip().removeprefix("W/") for tag in header.split(",") if tag.strip()]


def expected_version(if_match: str | None, current: str) -> str | None:
    """Return the version that `If-Match` (RFC 9110 §13.1.1) holds us to: None for no header or ``*``.

    A tag names a version in some language; the language does not matter to a write.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    versions = [tag.strip('"').partition("-")[0] for tag in _tags(if_match)]
    return current if current in versions else (versions or [""])[0]


class MeView(APIView):
    """The signed-in person's own data."""

    authentication_classes = [AppSessionAuthentication, BrowserSessionAuthentication]
    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="me_retrieve",
        tags=["me"],
        parameters=[_ETAG, _IF_NONE_MATCH],
        responses={200: MeSerializer, 304: OpenApiResponse(description="Not changed.")},
    )
    def get(self, request: Request) -> Response:
        """Read your own profile: name, masked phone, home and present region, language, roles."""
        profile = profile_of(cast(User, request.user))
        if entity_tag(profile) in _tags(request.headers.get("If-None-Match", "")):
            return self._dress(Response(status=status.HTTP_304_NOT_MODIFIED), profile)
        return self._answer(profile)

    @extend_schema(
        operation_id="me_update",
        tags=["me"],
        parameters=[_ETAG, _IF_MATCH],
        request=MeUpdateSerializer,
        responses={200: MeSerializer},
    )
    def patch(self, request: Request) -> Response:
        """Change your name, home or present region, language or text size. `If-Match` guards against lost updates."""
        taken = MeUpdateSerializer(data=request.data)
        taken.is_valid(raise_exception=True)
        user = cast(User, request.user)
        profile = resident_update(
            actor=request._request.actor,  # type: ignore[attr-defined]
            user=user,
            changes=taken.changes(),
            expected_version=expected_version(request.headers.get("If-Match"), profile_of(user).version),
        )
        return self._answer(profile)

    def _answer(self, profile: Profile) -> Response:
        return self._dress(Response(MeSerializer(profile).data), profile)

    def _dress(self, response: Response, profile: Profile) -> Response:
        headers: dict[str, Any] = {"ETag": entity_tag(profile), "Cache-Control": "private, no-cache"}
        for name, value in headers.items():
            response[name] = value
        patch_vary_headers(response, ["Accept-Language", "Cookie", "X-Session-Token"])
        return response
