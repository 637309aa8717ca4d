"""Apps and browsers of ours go to a city and come back by the headless API of sign-in.

A phone's app opens the address in the system's browser and claims the way back (an https address of the portal, RFC
8252, §7.2); it then sends the query that came back, with the session token of who was sent. Another session's is
refused, so nobody can be signed in to an account that is not his by a link that somebody sends him.
"""

from __future__ import annotations

from typing import Any

from allauth.headless.base.response import AuthenticationResponse
from allauth.headless.base.views import APIView
from allauth.headless.constants import Client
from allauth.headless.internal.restkit import inputs
from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts.signin.asking import require_shown
from accounts.signin.city_door import arrive, leave, providers
from services_portal.kernel.errors import DomainError
from services_portal.kernel.http.problems import problem_json


class LeaveInput(inputs.Input):
    """Which city."""

    city = inputs.CharField(max_length=50)


class ArriveInput(inputs.Input):
    """The query of the way back."""

    city = inputs.CharField(max_length=50)
    state = inputs.CharField(max_length=200)
    code = inputs.CharField(required=False, max_length=4096)
    iss = inputs.CharField(required=False, max_length=300)
    error = inputs.CharField(required=False, max_length=200)


class CitiesView(APIView):
    """Cities' identity systems that sign people in."""

    input_class = {"POST": LeaveInput}
    input: LeaveInput

    def get(self, request: HttpRequest) -> HttpResponse:
        """List them: ``city`` and the ``name`` of its account."""
        return _told([{"city": each.city.slug, "name": str(each)} for each in providers()])

    def post(self, request: HttpRequest) -> HttpResponse:
        """Return the ``url`` at the city to open next, and for an app the session token to come back with."""
        if request.user.is_authenticated:
            require_shown(request)
        try:
            _provider, address = leave(request, self.input.cleaned_data["city"])
        except DomainError as refusal:
            return problem_json(refusal)
        meta: dict[str, Any] = {}
        if request.allauth.headless.client == Client.APP:  # type: ignore[attr-defined]
            request.session.save()
            meta["session_token"] = request.session.session_key
        return _told({"url": address}, meta)


class CityAnswerView(APIView):
    """The way back."""

    input_class = {"POST": ArriveInput}
    input: ArriveInput

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sign in, or add the city's account; what is still to be shown (a second factor) as at any sign-in."""
        said = {name: value for name, value in self.input.cleaned_data.items() if value}
        try:
            answer = arrive(request, said.pop("city"), said)
        except DomainError as refusal:
            return problem_json(refusal)
        return AuthenticationResponse.from_response(request, answer)


def _told(data: Any, meta: dict[str, Any] | None = None) -> JsonResponse:
    return JsonResponse({"status": 200, "data": data, **({"meta": meta} if meta else {})})
