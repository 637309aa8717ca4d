"""`/api/v1/me/corrections/`: what the signed-in person asks to have corrected."""

from __future__ import annotations

from typing import Any, Final, cast
from uuid import UUID

from django.core.exceptions import ValidationError as FormError
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.own import OwnView
from accounts.api.presence import session_of
from accounts.models import CorrectionRequest, CorrectionState, RefusalReason, User
from accounts.rights.correcting import Held, held_by
from accounts.rights.gathering import accounts_of
from accounts.rights.recent import require_recent_sign_in
from accounts.services.correction_ask import correction_ask, correction_withdraw

DECIDES: Final = "who decides; null: the province"


class CorrectableSerializer(serializers.Serializer[Held]):
    """One value that can be asked to be corrected."""

    kind = serializers.CharField(help_text="kind of record, as in `/me/data/`")
    row = serializers.CharField(help_text="the record")
    field = serializers.CharField(help_text="the entry")
    title = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    says = serializers.CharField()
    city = serializers.CharField(
        source="city.slug", default=None, allow_null=True, help_text="who decides; null: the province"
    )


class CorrectionSerializer(serializers.Serializer[CorrectionRequest]):
    """A request."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    row = serializers.CharField()
    field = serializers.CharField()
    said = serializers.CharField(help_text="what was held when it was asked for")
    wanted = serializers.CharField()
    evidence = serializers.CharField(allow_null=True)
    city = serializers.CharField(
        source="city.slug", default=None, allow_null=True, help_text="who decides; null: the province"
    )
    state = serializers.ChoiceField(choices=CorrectionState.choices)
    asked_at = serializers.DateTimeField()
    due_on = serializers.DateField(help_text="the last day for the decision, in working days")
    reason = serializers.ChoiceField(choices=RefusalReason.choices, allow_blank=True)
    answer = serializers.CharField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class CorrectionsSerializer(serializers.Serializer[Any]):
    """What was asked for, and what can be."""

    requests = CorrectionSerializer(many=True)
    correctable = CorrectableSerializer(many=True)


class CorrectionAskSerializer(serializers.Serializer[Any]):
    """What is to be corrected, and how."""

    kind = serializers.CharField(max_length=120)
    row = serializers.CharField(max_length=64)
    field = serializers.CharField(max_length=60)
    wanted = serializers.CharField(max_length=200)
    evidence = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)


class CorrectionsView(OwnView):
    """Requests for correction."""

    @extend_schema(operation_id="me_corrections", tags=["me"], responses={200: CorrectionsSerializer})
    def get(self, request: Request) -> Response:
        """Read what you asked to have corrected, and what you can ask for. 401 `reauthentication_required`."""
        user = cast(User, request.user)
        require_recent_sign_in(session_of(request), user)
        people = accounts_of(user)
        asked = CorrectionRequest.objects.filter(user__in=people).select_related("city").order_by("-asked_at", "-pk")
        return Response(CorrectionsSerializer({"requests": asked, "correctable": list(held_by(people))}).data)

    @extend_schema(
        operation_id="me_corrections_ask",
        tags=["me"],
        request=CorrectionAskSerializer,
        responses={201: CorrectionSerializer},
    )
    def post(self, request: Request) -> Response:
        """Ask that an entry say something else; its source decides by `due_on`, and you are told.

        400 for what the entry cannot say; 404 `correction_unknown`; 409 `correction_needless`, `correction_under_way`;
        401 `reauthentication_required`.
        """
        user = cast(User, request.user)
        require_recent_sign_in(session_of(request), user)
        said = CorrectionAskSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        try:
            asked = correction_ask(actor=self.actor(request), user=user, **said.validated_data)
        except FormError as error:
            raise serializers.ValidationError({"wanted": error.messages}) from error
        return Response(CorrectionSerializer(asked).data, status=status.HTTP_201_CREATED)


class CorrectionWithdrawView(OwnView):
    """Asking no longer."""

    @extend_schema(
        operation_id="me_corrections_withdraw", tags=["me"], request=None, responses={200: CorrectionSerializer}
    )
    def post(self, request: Request, correction_id: UUID) -> Response:
        """Withdraw a request. 404 for a stranger's, 409 `correction_settled`, 401 `reauthentication_required`."""
        require_recent_sign_in(session_of(request), cast(User, request.user))
        asked = correction_withdraw(actor=self.actor(request), correction_id=correction_id)
        return Response(CorrectionSerializer(asked).data)
