"""`/api/v1/me/changes/`: what was changed in how one's account is opened."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.own import OwnView
from accounts.models import AccountChange, ChangeKind, User
from accounts.selectors import changes_of
from accounts.services.change_object import change_object
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND


class ChangeSerializer(serializers.Serializer[AccountChange]):
    """One change."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ChangeKind.choices)
    what = serializers.CharField(source="get_kind_display", help_text="the kind in words")
    device = serializers.CharField(help_text="browser and system; empty where none is known")
    made_at = serializers.DateTimeField()
    objected_at = serializers.DateTimeField(allow_null=True, help_text="when the person said that it was not he")


class ChangesView(OwnView):
    """The changes of the signed-in person."""

    @extend_schema(operation_id="me_changes", tags=["me"], responses={200: ChangeSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """List the latest twenty changes to how your account is opened."""
        found: Any = changes_of(cast(User, request.user))
        return Response(ChangeSerializer(found, many=True).data)


class ChangeObjectView(OwnView):
    """Saying that it was not oneself."""

    @extend_schema(operation_id="me_changes_object", tags=["me"], request=None, responses={200: ChangeSerializer})
    def post(self, request: Request, change_id: UUID) -> Response:
        """Say that it was not you: it is taken back, and the account is signed out everywhere, here too."""
        found = AccountChange.objects.for_actor(self.actor(request)).filter(pk=change_id).first()
        if found is None:
            raise DomainError(NOT_FOUND)
        return Response(ChangeSerializer(change_object(change_id=found.pk)).data)
