"""`/api/v1/me/consents/`: what the signed-in person has consented to."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.own import OwnView
from accounts.models import User
from accounts.rights.consents import Consent, consents_of
from accounts.services.consent_withdraw import consent_withdraw


class ConsentSerializer(serializers.Serializer[Consent]):
    """One consent."""

    code = serializers.CharField(help_text="`account`, `face`, or `app:` and the app's id")
    title = serializers.CharField()
    to = serializers.ListField(child=serializers.CharField(), help_text="what was consented to")
    given_at = serializers.DateTimeField()
    effect = serializers.CharField(help_text="what withdrawing it does, at once")
    withdrawable = serializers.BooleanField(help_text="false: it ends with the account")


class WithdrawSerializer(serializers.Serializer[Any]):
    """Which consent."""

    code = serializers.CharField(max_length=120)


class ConsentsView(OwnView):
    """The person's consents."""

    @extend_schema(operation_id="me_consents", tags=["me"], responses={200: ConsentSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """List what you have consented to, and what withdrawing it does."""
        found: Any = consents_of(cast(User, request.user))
        return Response(ConsentSerializer(found, many=True).data)


class ConsentWithdrawView(OwnView):
    """Withdrawing one."""

    @extend_schema(
        operation_id="me_consents_withdraw",
        tags=["me"],
        request=WithdrawSerializer,
        responses={200: ConsentSerializer(many=True)},
    )
    def post(self, request: Request) -> Response:
        """Withdraw a consent, at once. Returns those that are left. 404 for what you have not consented to."""
        said = WithdrawSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        user = cast(User, request.user)
        consent_withdraw(actor=self.actor(request), user=user, code=said.validated_data["code"])
        left: Any = consents_of(user)
        return Response(ConsentSerializer(left, many=True).data)
