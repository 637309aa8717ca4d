"""`/api/v1/me/sessions/`: where one is signed in."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.own import OwnView
from accounts.api.presence import session_of
from accounts.models import User
from accounts.signin.session_list import SessionShown, SignedInBy, sessions_end, sessions_of
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND


class SessionSerializer(serializers.Serializer[SessionShown]):
    """One session."""

    id = serializers.IntegerField()
    device = serializers.CharField(help_text="browser and system in words")
    signed_in_by = serializers.ChoiceField(choices=SignedInBy.choices)
    second_factor = serializers.BooleanField(help_text="whether a second factor was shown besides")
    first_seen_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField(help_text="the last sign-in; single requests are not followed")
    is_current = serializers.BooleanField()


class SessionsView(OwnView):
    """Where the person is signed in."""

    @extend_schema(operation_id="me_sessions", tags=["me"], responses={200: SessionSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """List your live sessions, this one first."""
        found: Any = sessions_of(cast(User, request.user), session_of(request).session_key)
        return Response(SessionSerializer(found, many=True).data)


class SessionEndView(OwnView):
    """Ending one."""

    @extend_schema(operation_id="me_sessions_end", tags=["me"], request=None, responses={204: None})
    def post(self, request: Request, session_id: int) -> Response:
        """End one of your sessions, this one too. 404 for a stranger's."""
        if not sessions_end(cast(User, request.user), only=session_id):
            raise DomainError(NOT_FOUND)
        return Response(status=status.HTTP_204_NO_CONTENT)


class OtherSessionsEndView(OwnView):
    """Ending all others."""

    @extend_schema(operation_id="me_sessions_end_others", tags=["me"], request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """End all your sessions but this one."""
        sessions_end(cast(User, request.user), keep_key=session_of(request).session_key)
        return Response(status=status.HTTP_204_NO_CONTENT)
