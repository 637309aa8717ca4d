"""`/api/v1/me/claims/`: old accounts in cities that are one's own, or become so."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import AppSessionAuthentication, BrowserSessionAuthentication
from accounts.api.presence import IsPresent
from accounts.claiming.selectors import HeldClaim, claims_of
from accounts.models import ClaimBasis, ClaimingState, User
from accounts.services.claim_join import claim_join
from accounts.services.claim_undo import claim_undo
from accounts.signin.counted import counted_try
from accounts.signin.login_form import city_choices


class OldAccountSerializer(serializers.Serializer[Any]):
    """One old account, as far as its person knows it by."""

    city = serializers.CharField(source="city.slug", help_text="slug")
    opened_at = serializers.DateTimeField(allow_null=True)
    last_seen_at = serializers.DateTimeField(allow_null=True)


class ClaimSerializer(serializers.Serializer[HeldClaim]):
    """Old accounts that came together, since when they are his, and until when he can give them back."""

    id = serializers.UUIDField()
    basis = serializers.ChoiceField(choices=ClaimBasis.choices)
    state = serializers.ChoiceField(choices=ClaimingState.choices)
    held_at = serializers.DateTimeField(allow_null=True)
    undo_until = serializers.DateTimeField(allow_null=True, help_text="null where he cannot give it back himself")
    accounts = OldAccountSerializer(many=True)


class ClaimJoinSerializer(serializers.Serializer[Any]):
    """What opens an old account."""

    city = serializers.CharField(max_length=50, help_text="slug of the city")
    name = serializers.CharField(max_length=254, help_text="old login, number, address or document number")
    password = serializers.CharField(max_length=4096, trim_whitespace=False, style={"input_type": "password"})

    def validate_city(self, slug: str) -> str:
        """Refuse what is no city, whoever asks."""
        if slug not in dict(city_choices()[1:]):
            raise serializers.ValidationError(_("There is no such city."))
        return slug


class _ClaimView(APIView):
    authentication_classes = [AppSessionAuthentication, BrowserSessionAuthentication]
    permission_classes = [IsAuthenticated]


class ClaimsView(_ClaimView):
    """The old accounts of the signed-in person."""

    def get_permissions(self) -> Any:
        """Ask who is there before an old account is added."""
        return [IsAuthenticated(), IsPresent()] if self.request.method == "POST" else super().get_permissions()

    @extend_schema(operation_id="me_claims_list", tags=["me"], responses={200: ClaimSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """List the old accounts that he holds, by the claims in which they came; there are few."""
        return Response(ClaimSerializer(cast(Any, claims_of(cast(User, request.user))), many=True).data)

    @extend_schema(
        operation_id="me_claims_join", tags=["me"], request=ClaimJoinSerializer, responses={201: ClaimSerializer}
    )
    def post(self, request: Request) -> Response:
        """Add an old account by its name and password. Every other answer to a wrong one is 409 `claim_not_free`, the
        same whether there is such a name; 403 `step_up_required` where a city had proved more than he has; 409
        `claim_contradicts`; 429 after too many tries."""
        said = ClaimJoinSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        city, name, password = (said.validated_data[field] for field in ("city", "name", "password"))
        user = cast(User, request.user)
        with counted_try(request._request, {"username": name, "city": city, "password": password}):
            claiming = claim_join(
                actor=request._request.actor,  # type: ignore[attr-defined]
                user=user,
                city=city,
                name=name,
                password=password,
            )
        (held,) = claims_of(user, only=claiming.pk)
        return Response(ClaimSerializer(held).data, status=status.HTTP_201_CREATED)


class ClaimUndoView(_ClaimView):
    """Giving old accounts back."""

    permission_classes = [IsAuthenticated, IsPresent]

    @extend_schema(operation_id="me_claims_undo", tags=["me"], request=None, responses={204: None})
    def post(self, request: Request, claiming_id: UUID) -> Response:
        """Give a claim back as it was. 404 for a stranger's, 409 `claim_settled`, `claim_term_over`."""
        actor = request._request.actor  # type: ignore[attr-defined]
        claim_undo(actor=actor, claiming_id=claiming_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
