"""`/api/v1/me/merges/`: accounts of one's own that become one, or have become one."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.authentication import AppSessionAuthentication, BrowserSessionAuthentication
from accounts.api.presence import IsPresent
from accounts.merging.telling import Became, Parted, became, parted_of
from accounts.models import Merge, MergeBasis, MergeState, Outcome, User
from accounts.selectors import merges_of
from accounts.services.merge_cancel import merge_cancel
from accounts.services.merge_undo import merge_undo


class MergeSerializer(serializers.Serializer[Merge]):
    """A merge as the persons of its accounts see it."""

    id = serializers.UUIDField()
    survivor = serializers.UUIDField(source="survivor_id", help_text="the account that remains")
    absorbed = serializers.UUIDField(source="absorbed_id", help_text="the account that becomes a part of it")
    basis = serializers.ChoiceField(choices=MergeBasis.choices)
    state = serializers.ChoiceField(choices=MergeState.choices)
    asked_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="nothing happens before")
    done_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True, help_text="called off, or taken apart")


class BecameSerializer(serializers.Serializer[Became]):
    """Rows of one kind that were written while two accounts were one."""

    what = serializers.CharField(help_text="what it is, in the language of the reader")
    outcome = serializers.ChoiceField(choices=Outcome.choices, help_text="what became of it")
    words = serializers.CharField(help_text="the same in words")
    rows = serializers.IntegerField()


class PartedSerializer(MergeSerializer):
    """Accounts that were taken apart."""

    since = BecameSerializer(
        many=True, read_only=True, help_text="what the survivor wrote by his own means is his, and left out"
    )

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return the merge, and what became of what was written meanwhile."""
        told: dict[str, Any] = MergeSerializer(instance.merge).data
        return {**told, "since": BecameSerializer(instance.since, many=True).data}


class _MergeView(APIView):
    authentication_classes = [AppSessionAuthentication, BrowserSessionAuthentication]
    permission_classes = [IsAuthenticated]


class MergesView(_MergeView):
    """The merges of the signed-in person."""

    @extend_schema(operation_id="me_merges_list", tags=["me"], responses={200: MergeSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """List the merges that are asked for or stand, the latest first; there are few."""
        found: Any = merges_of(cast(User, request.user))
        return Response(MergeSerializer(found, many=True).data)


class PartedView(_MergeView):
    """Accounts of the signed-in person that were taken apart of late."""

    @extend_schema(operation_id="me_merges_parted", tags=["me"], responses={200: PartedSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """Tell what went to whom of what was written while they were one, and what stayed; for ninety days."""
        found: Any = parted_of(cast(User, request.user))
        return Response(PartedSerializer(found, many=True).data)


class MergeCancelView(_MergeView):
    """Calling a merge off."""

    @extend_schema(operation_id="me_merges_cancel", tags=["me"], request=None, responses={200: MergeSerializer})
    def post(self, request: Request, merge_id: UUID) -> Response:
        """Call off a merge that is not done yet. 404 for one of strangers, 409 `merge_settled` when it is too late."""
        actor = request._request.actor  # type: ignore[attr-defined]
        return Response(MergeSerializer(merge_cancel(actor=actor, merge_id=merge_id)).data)


class MergeUndoView(_MergeView):
    """Taking merged accounts apart."""

    permission_classes = [IsAuthenticated, IsPresent]

    @extend_schema(operation_id="me_merges_undo", tags=["me"], request=None, responses={200: PartedSerializer})
    def post(self, request: Request, merge_id: UUID) -> Response:
        """Take apart accounts that have become one, and tell what became of what was written meanwhile.

        404 for strangers', 409 `merge_settled`, `merge_not_last`.
        """
        actor = request._request.actor  # type: ignore[attr-defined]
        merge = merge_undo(actor=actor, merge_id=merge_id)
        parted: Any = Parted(merge, became([merge.pk])[merge.pk])
        return Response(PartedSerializer(parted).data)
