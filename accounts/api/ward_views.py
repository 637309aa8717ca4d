"""`/api/v1/me/dependants/`, `/me/enterprises/`: whom a person registers to act for."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.agents.ages import needs_consent
from accounts.agents.consents import is_consented
from accounts.agents.kinds import AgencyKind
from accounts.agents.listing import card_of
from accounts.api.agency_serializers import (
    AgencySerializer,
    DependantRegisterSerializer,
    DependantSerializer,
    EnterpriseRegisterSerializer,
    EnterpriseSerializer,
)
from accounts.api.claim_views import ClaimJoinSerializer
from accounts.api.own import OwnView
from accounts.api.presence import IsPresent
from accounts.models import Dependant, Enterprise, User
from accounts.services.agency_by_old_login import agency_by_old_login
from accounts.services.dependant_register import dependant_register
from accounts.services.enterprise_register import enterprise_register
from accounts.services.guardian_consent import guardian_consent_give, guardian_consent_withdraw
from accounts.signin.counted import counted_try
from services_portal.kernel import clock


def ward(dependant: Dependant) -> dict[str, Any]:
    """Return what is said of a dependant to who acts for him."""
    return {
        "id": dependant.pk,
        "name": dependant.name,
        "masked": dependant.masked,
        "confirmed": dependant.confirmed_at is not None,
        "has_account": dependant.user_id is not None,
        "needs_consent": needs_consent(dependant.born, clock.today()),
        "consented": is_consented(dependant, clock.now()),
    }


class DependantsView(OwnView):
    """Those who may have no account."""

    permission_classes = [IsAuthenticated, IsPresent]

    @extend_schema(
        operation_id="me_dependants_list", tags=["agencies"], responses={200: DependantSerializer(many=True)}
    )
    def get(self, request: Request) -> Response:
        """List the children and others for whom you act or have asked to; the latest first."""
        mine = Dependant.objects.filter(agencies__agent=cast(User, request.user), agencies__ended_at=None).distinct()
        wards: Any = [ward(each) for each in mine.order_by("-pk")]
        return Response(DependantSerializer(wards, many=True).data)

    @extend_schema(
        operation_id="me_dependants_register",
        tags=["agencies"],
        request=DependantRegisterSerializer,
        responses={201: AgencySerializer},
    )
    def post(self, request: Request) -> Response:
        """Register your child, your ward, or who entrusts you and has no account. A clerk confirms it by the papers."""
        taken = DependantRegisterSerializer(data=request.data)
        taken.is_valid(raise_exception=True)
        said = taken.validated_data
        try:
            relation = dependant_register(
                actor=self.actor(request),
                user=cast(User, request.user),
                name=said["name"],
                resident_id=said["resident_id"],
                kind=AgencyKind(said["kind"]),
                terms=DependantRegisterSerializer.terms(said),
            )
        except ValidationError as error:
            raise serializers.ValidationError({"resident_id": error.messages}) from error
        card: Any = card_of(self.actor(request), relation)
        return Response(AgencySerializer(card).data, status=status.HTTP_201_CREATED)


class WardConsentView(OwnView):
    """A guardian's consent."""

    permission_classes = [IsAuthenticated, IsPresent]

    @extend_schema(
        operation_id="me_dependants_consent", tags=["agencies"], request=None, responses={200: DependantSerializer}
    )
    def post(self, request: Request, dependant_id: UUID) -> Response:
        """Consent, as guardian, to an account of the child's own; under 14 there is none without."""
        user = cast(User, request.user)
        consent = guardian_consent_give(actor=self.actor(request), user=user, dependant_id=dependant_id)
        return Response(DependantSerializer(cast(Any, ward(consent.dependant))).data)


class WardConsentWithdrawView(OwnView):
    """Taking a consent back."""

    @extend_schema(
        operation_id="me_dependants_consent_withdraw",
        tags=["agencies"],
        request=None,
        responses={200: DependantSerializer},
    )
    def post(self, request: Request, dependant_id: UUID) -> Response:
        """Take your consent back: the child's account is signed out, unless another guardian's consent stands."""
        user = cast(User, request.user)
        guardian_consent_withdraw(actor=self.actor(request), user=user, dependant_id=dependant_id)
        return Response(DependantSerializer(cast(Any, ward(Dependant.objects.get(pk=dependant_id)))).data)


class EnterprisesView(OwnView):
    """Enterprises that the person acts for."""

    permission_classes = [IsAuthenticated, IsPresent]

    @extend_schema(
        operation_id="me_enterprises_list", tags=["agencies"], responses={200: EnterpriseSerializer(many=True)}
    )
    def get(self, request: Request) -> Response:
        """List the enterprises for which you act or have asked to."""
        mine = Enterprise.objects.filter(agencies__agent=cast(User, request.user), agencies__ended_at=None).distinct()
        return Response(EnterpriseSerializer(mine.order_by("-pk"), many=True).data)

    @extend_schema(
        operation_id="me_enterprises_register",
        tags=["agencies"],
        request=EnterpriseRegisterSerializer,
        responses={201: AgencySerializer},
    )
    def post(self, request: Request) -> Response:
        """Say that you are an enterprise's legal representative. A clerk confirms it by the licence."""
        taken = EnterpriseRegisterSerializer(data=request.data)
        taken.is_valid(raise_exception=True)
        try:
            relation = enterprise_register(
                actor=self.actor(request), user=cast(User, request.user), **taken.validated_data
            )
        except ValidationError as error:
            raise serializers.ValidationError({"uscc": error.messages}) from error
        card: Any = card_of(self.actor(request), relation)
        return Response(AgencySerializer(card).data, status=status.HTTP_201_CREATED)


class OldLoginView(OwnView):
    """An enterprise's old login in a city."""

    permission_classes = [IsAuthenticated, IsPresent]

    @extend_schema(
        operation_id="me_enterprises_old_login",
        tags=["agencies"],
        request=ClaimJoinSerializer,
        responses={201: AgencySerializer},
    )
    def post(self, request: Request) -> Response:
        """Become a handler of an enterprise by its old login: at once where nobody represents it here yet, else by its
        legal representative's word. 409 `claim_not_free` for a wrong name or password; 429 after too many tries."""
        said = ClaimJoinSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        city, name, password = (said.validated_data[field] for field in ("city", "name", "password"))
        user, actor = cast(User, request.user), self.actor(request)
        with counted_try(request._request, {"username": name, "city": city, "password": password}):
            relation = agency_by_old_login(actor=actor, user=user, city=city, name=name, password=password)
        card: Any = card_of(self.actor(request), relation)
        return Response(AgencySerializer(card).data, status=status.HTTP_201_CREATED)
