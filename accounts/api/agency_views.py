"""`/api/v1/me/agencies/`, `/me/acting/`: whom a person acts for, and who acts for him."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.agents.kinds import AgencyKind, Side
from accounts.agents.listing import card_of, cards_of
from accounts.agents.reference import person_behind, reference_of
from accounts.agents.rules import SCOPE_LENGTH
from accounts.agents.sides import Principal
from accounts.api.acting import ACTING_FOR
from accounts.api.agency_serializers import (
    ActingSerializer,
    AgencyAskSerializer,
    AgencySerializer,
    ReferenceSerializer,
)
from accounts.api.app_tokens import CityAppAuthentication
from accounts.api.own import OwnView
from accounts.api.presence import IsPresent
from accounts.errors import AGENCY_UNFIT
from accounts.identity.words import ACTING
from accounts.models import AgencyRelation, User
from accounts.services.agency_ask import agency_ask
from accounts.services.agency_confirm import agency_confirm
from accounts.services.agency_end import agency_end
from accounts.services.agency_suspend import agency_resume, agency_suspend
from accounts.services.enterprise_register import enterprise_confirmed
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND

Step = Callable[..., AgencyRelation]


class AgenciesView(OwnView):
    """Both sides of agency."""

    permission_classes = [IsAuthenticated, IsPresent]

    @extend_schema(operation_id="me_agencies_list", tags=["agencies"], responses={200: AgencySerializer(many=True)})
    def get(self, request: Request) -> Response:
        """List whom you act for and who acts for you (`side`), the latest first, the ended ones too."""
        cards: Any = cards_of(self.actor(request))
        return Response(AgencySerializer(cards, many=True).data)

    @extend_schema(
        operation_id="me_agencies_ask",
        tags=["agencies"],
        request=AgencyAskSerializer,
        responses={201: AgencySerializer},
    )
    def post(self, request: Request) -> Response:
        """Ask that you act for another person or an enterprise, or another for you. The other side confirms it."""
        taken = AgencyAskSerializer(data=request.data)
        taken.is_valid(raise_exception=True)
        said, user = taken.validated_data, cast(User, request.user)
        acts = said["side"] == Side.AGENT
        other = person_behind(said["other"]) if said["other"] else None
        relation = agency_ask(
            actor=self.actor(request),
            agent=user if acts else _needed(other),
            principal=_principal(said, user, other, acts=acts),
            kind=AgencyKind(said["kind"]),
            terms=AgencyAskSerializer.terms(said),
            under=_own_agency(user, said["under"]),
        )
        return _answer(self, request, relation, status.HTTP_201_CREATED)


def _needed(other: User | None) -> User:
    if other is None:
        raise DomainError(AGENCY_UNFIT, params={"field": "other"})
    return other


def _own_agency(user: User, agency_id: UUID | None) -> AgencyRelation | None:
    if agency_id is None:
        return None
    found: AgencyRelation | None = AgencyRelation.objects.filter(pk=agency_id, agent=user).first()
    if found is None:
        raise DomainError(NOT_FOUND)
    return found


def _principal(said: dict[str, Any], user: User, other: User | None, *, acts: bool) -> Principal:
    """Return for whom it is to be: the enterprise named, or whom the agency in whose place it is stands for, or a
    person."""
    if said["uscc"]:
        try:
            enterprise = enterprise_confirmed(said["uscc"])
        except ValidationError as error:
            raise serializers.ValidationError({"uscc": error.messages}) from error
        if enterprise is None:
            raise DomainError(AGENCY_UNFIT, params={"field": "uscc"})
        return enterprise
    superior = _own_agency(user, said["under"])
    if superior is not None:
        found = superior.person or superior.dependant or superior.enterprise
        assert found is not None  # noqa: S101 - a check in the database
        return found
    return _needed(other) if acts else user


def _answer(view: OwnView, request: Request, relation: AgencyRelation, code: int = status.HTTP_200_OK) -> Response:
    card: Any = card_of(view.actor(request), relation)
    return Response(AgencySerializer(card).data, status=code)


class ReferenceView(OwnView):
    """A word by which another can name the person."""

    @extend_schema(
        operation_id="me_agencies_reference", tags=["agencies"], request=None, responses={200: ReferenceSerializer}
    )
    def post(self, request: Request) -> Response:
        """Get a word that stands for you for a day: give it to who is to act for you, or for whom you are to."""
        return Response(ReferenceSerializer({"reference": reference_of(cast(User, request.user))}).data)


class _StepView(OwnView):
    step: ClassVar[Step]

    def post(self, request: Request, agency_id: UUID) -> Response:
        relation = type(self).step(actor=self.actor(request), agency_id=agency_id)
        return _answer(self, request, relation)


class AgencyConfirmView(_StepView):
    """Saying yes to what the other side asked."""

    permission_classes = [IsAuthenticated, IsPresent]
    step = staticmethod(agency_confirm)

    @extend_schema(operation_id="me_agencies_confirm", tags=["agencies"], request=None, responses=AgencySerializer)
    def post(self, request: Request, agency_id: UUID) -> Response:
        """Confirm what the other side asked for; it holds from now on. 403 `agency_needs_another` for who asked."""
        return super().post(request, agency_id)


class AgencyEndView(_StepView):
    """Ending, from either side."""

    step = staticmethod(agency_end)

    @extend_schema(operation_id="me_agencies_end", tags=["agencies"], request=None, responses=AgencySerializer)
    def post(self, request: Request, agency_id: UUID) -> Response:
        """End it, or turn down what was asked for: at once, everywhere. 404 for what is none of yours."""
        return super().post(request, agency_id)


class AgencySuspendView(_StepView):
    """Letting it rest."""

    step = staticmethod(agency_suspend)

    @extend_schema(operation_id="me_agencies_suspend", tags=["agencies"], request=None, responses=AgencySerializer)
    def post(self, request: Request, agency_id: UUID) -> Response:
        """Let nobody act by it until you lift that; for whom it is only."""
        return super().post(request, agency_id)


class AgencyResumeView(_StepView):
    """Lifting a suspension."""

    permission_classes = [IsAuthenticated, IsPresent]
    step = staticmethod(agency_resume)

    @extend_schema(operation_id="me_agencies_resume", tags=["agencies"], request=None, responses=AgencySerializer)
    def post(self, request: Request, agency_id: UUID) -> Response:
        """Lift the suspension that you made."""
        return super().post(request, agency_id)


class ActingView(OwnView):
    """For whom a request is made. A city's app asks it before each write of its own in another's name."""

    authentication_classes = [CityAppAuthentication, *OwnView.authentication_classes]
    app_scope = ACTING

    @staticmethod
    def acting_scope(request: Request) -> str:
        """The matter that is asked about."""
        return request.query_params.get("scope", "")[:SCOPE_LENGTH]

    @extend_schema(
        operation_id="me_acting",
        tags=["agencies"],
        parameters=[
            ACTING_FOR,
            OpenApiParameter("scope", str, description="the matter, such as a basic code; none: everything"),
        ],
        responses={200: ActingSerializer},
    )
    def get(self, request: Request) -> Response:
        """Read for whom a request with this `X-Acting-For` would be made; 403 says why none can be.

        A city's app asks with an access token that has the scope `acting`, which itself says for whom.
        """
        actor = self.actor(request)
        kind, key = actor.principal
        held = actor.on_behalf_of
        said = {"agency": held.authority if held else None, "principal_kind": kind, "principal_id": key}
        return Response(ActingSerializer(said).data)
