"""My page: the apps of cities that a person has let in."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.rights.consents import APP, Consent, consents_of
from accounts.services.consent_withdraw import consent_withdraw

SIGN_IN = "/sign-in/"


def apps_of(user: User) -> list[dict[str, Any]]:
    """Return the apps that ``user`` has let in, each with what it may know."""
    return [_shown(consent) for consent in consents_of(user) if consent.code.startswith(APP)]


def _shown(consent: Consent) -> dict[str, Any]:
    return {"client": consent.code.removeprefix(APP), "consent": consent}


@require_POST
@login_required(login_url=SIGN_IN)
def end(request: HttpRequest, client_id: str) -> HttpResponse:
    """Withdraw what an app was allowed; it is signed out at once."""
    user = cast(User, request.user)
    actor = request.actor  # type: ignore[attr-defined]
    consent_withdraw(actor=actor, user=user, code=f"{APP}{client_id}")
    messages.success(request, _("The app is signed out and learns nothing more of you."))
    return HttpResponseRedirect("/me/#apps")
