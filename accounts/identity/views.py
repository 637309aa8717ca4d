"""The addresses of the provider whose rules differ from the library's; the others are the library's own."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from allauth.core.internal.httpkit import add_query_params, del_query_params
from allauth.idp.oidc import views as library
from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.internal.oauthlib.utils import (
    convert_response,
    extract_params,
    respond_html_error,
    respond_json_error,
)
from allauth.idp.oidc.models import Client
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.generic.edit import FormView
from oauthlib.oauth2.rfc6749 import errors

from accounts.identity.acting import Choice, choices_of
from accounts.identity.consent import ConsentForm, asking
from accounts.identity.freshness import is_too_old
from accounts.identity.server import server
from accounts.identity.words import ACTING
from accounts.models import AppConsent, User
from accounts.services.app_acting_allow import app_acting_allow
from accounts.services.app_consent_give import app_consent_give
from services_portal.kernel.errors import DomainError


class AuthorizationView(library.AuthorizationView):
    """Where an app sends a person to sign in and to consent."""

    form_class = ConsentForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for consent, or send the person back with a code or with the reason why not."""
        response = self._login_required(request)
        if response:
            return response
        asked = extract_params(request)
        try:
            self._scopes, self._request_info = server().validate_authorization_request(*asked)
            if "none" in self._request_info.get("prompt", ()):
                return self._back(*server().create_authorization_response(*asked, scopes=self._scopes))
        except errors.FatalClientError as error:
            return respond_html_error(request, error=error)
        except errors.OAuth2Error as error:
            return library._ClientHttpResponseRedirect(_named(error.in_uri(error.redirect_uri)))
        client = self._request_info["request"].client
        if client.skip_consent:
            return self._skip_consent()
        remembered = self._remembered(client)
        if remembered is not None:
            return self._go_on(remembered)
        return FormView.get(self, request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say who asks, for what."""
        client = Client.objects.get(pk=self._request_info["client_id"])
        shown = asking(client, list(self._scopes), self._request_info["redirect_uri"])
        return FormView.get_context_data(self, client=client, asking=shown, acting=self._acting(), **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer whom the person acts for, where the app asks."""
        return {**super().get_form_kwargs(), "acting": self._acting()}

    def _acting(self) -> list[Choice]:
        return choices_of(cast(User, self.request.user)) if ACTING in self._scopes else []

    def form_valid(self, form: Any) -> HttpResponse:
        """Remember the answer, and send the person back with a code."""
        allowed = form.cleaned_data["scopes"]
        user = cast(User, self.request.user)
        client = Client.objects.get(pk=self._request_info["client_id"])
        if form.agency:
            try:
                app_acting_allow(actor=self.request.actor, user=user, client=client, agency_id=UUID(form.agency))
            except DomainError as refusal:  # it has ended since the page was shown
                form.add_error("acting_for", str(refusal.error.title))
                return self.form_invalid(form)
        app_consent_give(
            actor=self.request.actor,
            user=user,
            client=client,
            asked=[scope for scope in self._scopes if scope != ACTING],
            allowed=allowed,
        )
        return self._go_on([*allowed, ACTING] if form.agency else allowed, form.agency)

    def _remembered(self, client: Client) -> list[str] | None:
        """Return what the person has allowed before of what is asked now; None where he is to be asked.

        He is asked again for anything new, and when the app wants him to be. Where others can pass themselves off as
        the app (on a device, reached by a loopback address or its own scheme) he is asked each time (RFC 8252, §8.6);
        so is whoever can act for others there, for whom.
        """
        info = self._request_info
        known = client.type == Client.Type.CONFIDENTIAL or str(info["redirect_uri"]).startswith("https:")
        if not known or "consent" in (info.get("prompt") or ()):
            return None
        consent = AppConsent.objects.filter(user=cast(User, self.request.user), client=client).first()
        if consent is None or not set(self._scopes) - {ACTING} <= set(consent.asked) or self._acting():
            return None
        return [scope for scope in self._scopes if scope in consent.allowed]

    def _go_on(self, allowed: list[str], agency: str = "") -> HttpResponse:
        credentials = {"user": self.request.user, **self._request_info, "portal_agency": agency}
        try:
            return self._back(
                *server().create_authorization_response(
                    *extract_params(self.request), scopes=allowed, credentials=credentials
                )
            )
        except errors.FatalClientError as error:
            return respond_html_error(self.request, error=error)

    def _respond_with_access_denied(self) -> HttpResponse:
        response = super()._respond_with_access_denied()
        response["Location"] = _named(response["Location"])
        return response

    def _login_required(self, request: HttpRequest) -> HttpResponse | None:
        prompts = request.GET.get("prompt", "").split()
        if "none" not in prompts and "login" not in prompts and is_too_old(request):
            # Asked once: whoever comes back has just shown who he is, even where the app allows no second since.
            here = del_query_params(request.get_full_path(), "max_age")
            return HttpResponseRedirect(add_query_params(reverse("account_reauthenticate"), {"next": here}))
        return super()._login_required(request)

    def _back(self, headers: dict[str, str], body: Any, status: int) -> HttpResponse:
        if "Location" in headers:
            headers["Location"] = _named(headers["Location"])
        return convert_response(headers, body, status)


def _named(address: str) -> str:
    """Say who answers, so that an app with several providers cannot be led to the wrong one (RFC 9207)."""
    return str(add_query_params(address, {"iss": get_adapter().get_issuer()}))


class TokenView(library.TokenView):
    """Where codes, refresh tokens and device codes are exchanged. Each service it calls owns its transaction."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Exchange, or answer with the error of RFC 6749, §5.2."""
        try:
            return convert_response(*server().create_token_response(*extract_params(request)))
        except errors.OAuth2Error as error:
            answer = JsonResponse(dict(error.twotuples), status=error.status_code)
            answer["Cache-Control"] = "no-store"
            return answer


class UserInfoView(library.UserInfoView):
    """What an app may know of the person who signed in to it."""

    def _respond(self, request: HttpRequest) -> HttpResponse:
        try:
            return convert_response(*server().create_userinfo_response(*extract_params(request)))
        except errors.OAuth2Error as error:
            return respond_json_error(request, error)


class RevokeView(library.RevokeView):
    """Where an app ends a sign-in (RFC 7009)."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End it; a token that is none is no error."""
        return convert_response(*server().create_revocation_response(*extract_params(request)))


class DeviceAuthorizationView(library.DeviceAuthorizationView):
    """Where a person types the code that a device shows (RFC 8628, §3.3)."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse a confirmation that another site sends in the person's name."""
        return library._enforce_csrf(request) or super().dispatch(request, *args, **kwargs)
