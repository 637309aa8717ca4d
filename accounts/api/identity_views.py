"""`/api/v1/me/identifiers/` and `/api/v1/me/proofs/`."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.identity_serializers import (
    AttemptAnswerSerializer,
    AttemptBeginSerializer,
    AttemptSerializer,
    IdentifierSerializer,
    StandingSerializer,
)
from accounts.api.own import OwnView
from accounts.api.presence import IsPresent
from accounts.levels import Level, level_of
from accounts.models import Identifier, Proof, User
from accounts.services import proof_begin, proof_resume
from accounts.verifiers import offered


class IdentifiersView(OwnView):
    """What the person is and was known by."""

    @extend_schema(operation_id="me_identifiers", tags=["me"], responses={200: IdentifierSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """List what you are known by, values masked: claimed, proved, and released with the reason; newest first."""
        user = cast(User, request.user)
        own = Identifier.objects.for_actor(self.actor(request)).filter(user=user).order_by("-id")
        return Response(IdentifierSerializer(own, many=True).data)


class ProofsView(OwnView):
    """How surely the portal knows the person."""

    permission_classes = [IsAuthenticated, IsPresent]

    @extend_schema(operation_id="me_proofs", tags=["me"], responses={200: StandingSerializer})
    def get(self, request: Request) -> Response:
        """Read your assurance level, the proofs behind it, and the ways to prove more."""
        user = cast(User, request.user)
        proofs = Proof.objects.for_actor(self.actor(request)).filter(user=user).order_by("-id")
        standing = {"level": level_of(user), "proofs": proofs, "methods": offered(least=Level.MATCHED)}
        return Response(StandingSerializer(standing).data)

    @extend_schema(
        operation_id="me_proofs_begin",
        tags=["me"],
        request=AttemptBeginSerializer,
        responses={201: AttemptSerializer},
    )
    def post(self, request: Request) -> Response:
        """Begin to prove who you are. The answer says passed, refused, or what to do next (`challenge`)."""
        said = AttemptBeginSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        try:
            attempt = proof_begin(
                actor=self.actor(request),
                user=cast(User, request.user),
                method=said.validated_data["method"],
                identity=said.identity(),
                consent=said.validated_data["consent"],
            )
        except ValidationError as error:
            raise serializers.ValidationError({"number": error.messages}) from error
        return Response(AttemptSerializer(attempt).data, status=status.HTTP_201_CREATED)


class AttemptAnswerView(OwnView):
    """The person's answer to a challenge."""

    @extend_schema(
        operation_id="me_proofs_answer",
        tags=["me"],
        request=AttemptAnswerSerializer,
        responses={200: AttemptSerializer},
    )
    def post(self, request: Request, attempt_id: UUID) -> Response:
        """Answer the challenge of your attempt: with the code, or with nothing after a visit."""
        given = AttemptAnswerSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        attempt = proof_resume(actor=self.actor(request), attempt_id=attempt_id, answer=given.validated_data)
        return Response(AttemptSerializer(attempt).data)
