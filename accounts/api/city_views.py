"""`/api/v1/me/city-accounts/`: accounts at cities' identity systems that open one's own."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.own import OwnView
from accounts.api.presence import IsPresent
from accounts.models import CityLink, LinkBasis, User
from accounts.services.city_link_end import city_link_end
from accounts.signin.noticing import words_of
from accounts.upstream.selectors import links_of


class CityAccountSerializer(serializers.Serializer[CityLink]):
    """One of them; what the city calls the person is in the copy of his data, not here."""

    id = serializers.UUIDField()
    city = serializers.SlugField(source="city.slug")
    basis = serializers.ChoiceField(choices=LinkBasis.choices)
    made_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField()


class CityAccountsView(OwnView):
    """Those that open the account."""

    @extend_schema(operation_id="me_city_accounts", tags=["me"], responses={200: CityAccountSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """List them, the latest first. Another is added by `/_allauth/…/v1/auth/city` while you are signed in."""
        found: Any = links_of(cast(User, request.user))
        return Response(CityAccountSerializer(found, many=True).data)


class CityAccountEndView(OwnView):
    """Taking one away."""

    permission_classes = [IsAuthenticated, IsPresent]

    @extend_schema(operation_id="me_city_accounts_end", tags=["me"], request=None, responses={204: None})
    def post(self, request: Request, link_id: UUID) -> Response:
        """Let it open your account no longer; sessions that it opened end. 404 for what is none of yours, 409
        `city_link_last` where nothing else opens your account."""
        user = cast(User, request.user)
        city_link_end(actor=self.actor(request), user=user, link_id=link_id, device=words_of(request._request))
        return Response(status=status.HTTP_204_NO_CONTENT)
