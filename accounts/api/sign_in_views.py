"""`/api/v1/me/sign-in/`: which ways in a person refuses."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.own import OwnView
from accounts.api.presence import IsPresent
from accounts.models import User
from accounts.services.sms_sign_in_set import sms_sign_in_set


class SignInSerializer(serializers.Serializer[Any]):
    """Which ways in the account refuses."""

    refuses_sms = serializers.BooleanField(help_text="no code to the phone signs in")


class SignInView(OwnView):
    """Which ways in the person refuses."""

    permission_classes = [IsAuthenticated, IsPresent]

    @extend_schema(operation_id="me_sign_in", tags=["me"], responses={200: SignInSerializer})
    def get(self, request: Request) -> Response:
        """Read which ways in your account refuses."""
        return Response(SignInSerializer(request.user).data)

    @extend_schema(
        operation_id="me_sign_in_update", tags=["me"], request=SignInSerializer, responses={200: SignInSerializer}
    )
    def patch(self, request: Request) -> Response:
        """Refuse codes to your phone, or take them again. 409 `no_other_way_in` where you would have none."""
        said = SignInSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        user = cast(User, request.user)
        refused = said.validated_data["refuses_sms"]
        return Response(SignInSerializer(sms_sign_in_set(actor=self.actor(request), user=user, refused=refused)).data)
