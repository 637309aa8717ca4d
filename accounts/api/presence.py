"""`/api/v1/me/presence/`, and what views ask who change how an account is opened."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.own import OwnView
from accounts.models import User
from accounts.signin.presence import presence_of, require_presence
from accounts.signin.presence_code import code_enter, code_send


def session_of(request: Request) -> Any:
    """Return the session behind an API request: the app's by its token, the browser's by its cookie."""
    return request.auth if request.auth is not None else request._request.session


class IsPresent(BasePermission):
    """The person has shown lately that it is he, else 401 ``reauthentication_required`` with the ways to show it.

    Stands after ``IsAuthenticated``, which answers those who have not signed in.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        """Raise DomainError for a write by somebody who may have found the device unlocked."""
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            require_presence(session_of(request), cast(User, request.user))
        return True


class PresenceSerializer(serializers.Serializer[Any]):
    """Whether the person is there, and what he can show else."""

    shown = serializers.BooleanField(help_text="whether changes are taken now")
    flows = serializers.ListField(
        child=serializers.DictField(),
        help_text="what is still to be shown: `reauthenticate` and `mfa_reauthenticate` as in the headless API of"
        " sign-in, `reauthenticate_by_code` here",
    )


class CodeSerializer(serializers.Serializer[Any]):
    """The code as typed."""

    code = serializers.CharField(max_length=12)


class PresenceView(OwnView):
    """Whether the person has shown lately that it is he."""

    @extend_schema(operation_id="me_presence", tags=["me"], responses={200: PresenceSerializer})
    def get(self, request: Request) -> Response:
        """Read whether changes to how the account is opened are taken now, and what to show else."""
        presence = presence_of(session_of(request), cast(User, request.user))
        return Response(PresenceSerializer(presence).data)

    @extend_schema(
        operation_id="me_presence_code_send",
        tags=["me"],
        request=None,
        responses={202: OpenApiResponse(description="A code is on its way.")},
    )
    def post(self, request: Request) -> Response:
        """Send a code to the account's address, or number where it has no address, for who has nothing stronger."""
        session = session_of(request)
        try:
            code_send(request._request, session, cast(User, request.user))
        finally:
            session.save()
        return Response(status=status.HTTP_202_ACCEPTED)


class PresenceCodeView(OwnView):
    """The code that was sent."""

    @extend_schema(
        operation_id="me_presence_code_enter", tags=["me"], request=CodeSerializer, responses={200: PresenceSerializer}
    )
    def post(self, request: Request) -> Response:
        """Show by the code that it is you; three tries a code, which is good for five minutes."""
        given = CodeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        session, user = session_of(request), cast(User, request.user)
        try:
            code_enter(session, user, given.validated_data["code"])
        finally:
            session.save()
        return Response(PresenceSerializer(presence_of(session, user)).data)
