"""`/api/v1/me/closure/`: the signed-in person closes his account."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.data_serializers import ProvisionSerializer
from accounts.api.own import OwnView
from accounts.api.presence import session_of
from accounts.models import Closure, ClosureState, User
from accounts.rights.foreseeing import foreseen
from accounts.rights.recent import require_recent_sign_in
from accounts.rights.registry import OnErasure
from accounts.services.closure_ask import closure_ask
from accounts.services.closure_call_off import closure_call_off


class ClosureSerializer(serializers.Serializer[Closure]):
    """A closure."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=ClosureState.choices)
    asked_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="nothing happens before; until then it can be called off")


class BlockerSerializer(serializers.Serializer[Any]):
    """Something that stands in the way."""

    code = serializers.CharField()
    words = serializers.CharField()


class FateSerializer(serializers.Serializer[Any]):
    """What becomes of one kind of thing that is held."""

    code = serializers.CharField()
    title = serializers.CharField()
    count = serializers.IntegerField()
    on_erasure = serializers.ChoiceField(choices=OnErasure.choices)
    words = serializers.CharField()
    law = ProvisionSerializer(allow_null=True, help_text="by which something of it stays")
    kept_days = serializers.IntegerField(allow_null=True, help_text="for how long it is set aside")


class ForeseenSerializer(serializers.Serializer[Any]):
    """What closing the account would do."""

    closure = ClosureSerializer(allow_null=True, help_text="the one that is under way")
    cooling_days = serializers.IntegerField()
    blocked_by = BlockerSerializer(many=True)
    goes = FateSerializer(many=True)
    stays = FateSerializer(many=True)


class ClosureView(OwnView):
    """Closing the account."""

    @extend_schema(operation_id="me_closure", tags=["me"], responses={200: ForeseenSerializer})
    def get(self, request: Request) -> Response:
        """Read what closing your account would erase, what stays and on which law, and what stands in the way."""
        said = {**foreseen(cast(User, request.user)), "cooling_days": settings.PORTAL_CLOSURE_COOLING_DAYS}
        return Response(ForeseenSerializer(said).data)

    @extend_schema(operation_id="me_closure_ask", tags=["me"], request=None, responses={202: ClosureSerializer})
    def post(self, request: Request) -> Response:
        """Ask that your account be closed; it is done after the cooling-off, and then nothing brings it back.

        409 `closure_blocked`, `closure_under_way`; 401 `reauthentication_required`.
        """
        user = cast(User, request.user)
        require_recent_sign_in(session_of(request), user)
        asked = closure_ask(actor=self.actor(request), user=user)
        return Response(ClosureSerializer(asked).data, status=status.HTTP_202_ACCEPTED)


class ClosureCallOffView(OwnView):
    """Calling it off."""

    @extend_schema(operation_id="me_closure_call_off", tags=["me"], request=None, responses={200: ClosureSerializer})
    def post(self, request: Request) -> Response:
        """Call off that your account be closed. 409 `closure_settled` when there is nothing to call off."""
        closure = closure_call_off(actor=self.actor(request), user=cast(User, request.user))
        return Response(ClosureSerializer(closure).data)
