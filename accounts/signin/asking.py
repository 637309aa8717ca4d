"""allauth's views ask whether the person is there by our rule (``presence``), and ask until all of it is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, cast

from allauth.account.internal.flows import reauthentication
from allauth.account.views import BaseReauthenticateView, PasswordChangeView, PasswordSetView
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from allauth.headless.account.views import ChangePasswordView
from allauth.mfa.signals import authenticator_added
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.agents.consents import require_own_account
from accounts.models import User
from accounts.signin.presence import BY_CODE, PASSKEY, Presence, note, presence_anew, presence_of

# Newly set up, it was shown just now; recovery codes come along and show nothing.
SHOWS: Final = ("webauthn", "totp")


def methods_for(user: User) -> list[dict[str, Any]]:
    """Return the pages on which ``user`` can show that it is he, what he should try first at the head.

    Of several that are needed those that are done are left out; who is there already may show it anew by any.
    """
    presence: Presence = presence_of(context.request.session, user)
    found: list[dict[str, Any]] = []
    for flow in (presence_anew(user) if presence.shown else presence).flows:
        types = flow.get("types", [])
        if flow["id"] == "reauthenticate":
            found.append(_method("reauthenticate", _("Use your password"), "account_reauthenticate"))
        if flow["id"] == BY_CODE:
            found.append(_method(BY_CODE, _("Use a code that we send you"), "account_reauthenticate_by_code"))
        if PASSKEY in types:
            method = _method("mfa_reauthenticate:webauthn", _("Use a security key"), "mfa_reauthenticate_webauthn")
            found.insert(0, method)
        if set(types) - {PASSKEY}:
            found.append(_method("mfa_reauthenticate", _("Use authenticator app or code"), "mfa_reauthenticate"))
    return found


def _method(name: str, description: str, page: str) -> dict[str, Any]:
    return {"id": name, "description": description, "url": reverse(page)}


def require_shown(request: HttpRequest) -> None:
    """Return when the person of ``request`` is there; else allauth's middleware keeps the request and asks.

    Raises DomainError ``guardian_consent_needed`` for a child whose guardian's consent has ended since he signed in.
    """
    user = cast(User, request.user)
    require_own_account(user)
    if not presence_of(request.session, user).shown:
        raise ReauthenticationRequired


def _flows(user: Any) -> list[dict[str, Any]]:
    """Return what ``user`` has still to show, for the body of a 401."""
    if not user.is_authenticated:
        return []
    presence = presence_of(context.request.session, user)
    return list((presence_anew(user) if presence.shown else presence).flows)


def _until_shown(view: Any, form: Any) -> HttpResponse:
    """Go on to the next thing to show, or back to what was being done."""
    user = cast(User, view.request.user)
    if not presence_of(view.request.session, user).shown and (left := methods_for(user)):
        return HttpResponseRedirect(view.passthrough_next_url(left[0]["url"]))
    return _resume(view, form)


def _asking_first(dispatch: Callable[..., Any]) -> Callable[..., Any]:
    """Ask before a page for a password is shown; what was typed into one is not kept, for it is a password."""

    @wraps(dispatch)
    def asked(view: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        user = request.user
        if user.is_authenticated and not presence_of(request.session, cast(User, user)).shown:
            if methods := methods_for(cast(User, user)):
                query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
                return HttpResponseRedirect(f"{methods[0]['url']}?{query}")
            raise ReauthenticationRequired
        return dispatch(view, request, *args, **kwargs)

    return asked


def _asking(handle: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(handle)
    def asked(view: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require_shown(request)
        return handle(view, request, *args, **kwargs)

    return asked


def _added(sender: Any, request: HttpRequest, user: Any, authenticator: Any, **kwargs: Any) -> None:
    if authenticator.type in SHOWS and isinstance(user, User):
        note(request.session, user, "mfa", id=authenticator.pk, type=authenticator.type)


_resume = BaseReauthenticateView.form_valid


def connect() -> None:
    """Put the rule into allauth's views; those of its flows that ask by themselves ask the adapter."""
    reauthentication.get_reauthentication_flows = _flows
    BaseReauthenticateView.form_valid = _until_shown
    for page in (PasswordChangeView, PasswordSetView):
        page.dispatch = _asking_first(page.dispatch)
    ChangePasswordView.handle = _asking(ChangePasswordView.handle)
    authenticator_added.connect(_added, dispatch_uid="accounts.signin.asking")
