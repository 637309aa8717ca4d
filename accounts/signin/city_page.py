"""Pages by which people go to their city's identity system and come back, and where it says that they have left."""

from __future__ import annotations

import hashlib
from typing import Final

from allauth.account.internal.decorators import login_not_required
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.services.city_sessions_end import city_sessions_end
from accounts.signin.asking import require_shown
from accounts.signin.city_door import arrive, leave, providers
from accounts.upstream.metadata import metadata_of
from accounts.upstream.refusals import CITY_ENDED, CITY_REFUSED
from accounts.upstream.tokens import logout_token_read, refused
from services_portal.kernel.errors import DomainError
from services_portal.kernel.http.problems import problem_response

REPLAY_SECONDS: Final = 1800
OWN: Final = "/me/"


@require_POST
@never_cache
@login_not_required
def leave_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the person to his city. The page that answers leads there by itself: a form of ours may not."""
    if request.user.is_authenticated:
        require_shown(request)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = ""
    try:
        provider, address = leave(request, slug, target=target)
    except DomainError as refusal:
        return problem_response(request, refusal)
    return render(request, "account/city_leave.html", {"address": address, "provider": provider})


@require_safe
@never_cache
@login_not_required
def back_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the person who comes back from his city."""
    was_here = request.user.is_authenticated
    try:
        answer = arrive(request, slug, request.GET.dict())
    except DomainError as refusal:
        if refusal.code == CITY_REFUSED.code and (refusal.params or {}).get("why") == "denied":
            messages.info(request, _("You did not sign in at the city. Nothing was changed."))
            return HttpResponseRedirect(OWN if was_here else "/sign-in/")
        return problem_response(request, refusal)
    if was_here:
        messages.success(request, _("The city's account opens yours now."))
    return answer


@csrf_exempt
@require_POST
@never_cache
@login_not_required
def logout_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a city's word that a person has left there (OpenID Connect Back-Channel Logout 1.0, §2.5–2.8)."""
    try:
        _end(slug, request.POST.get("logout_token", ""))
    except DomainError as refusal:
        said = {"error": "invalid_request", "error_description": refusal.code}
        return JsonResponse(said, status=400 if refusal.error.status < 500 else refusal.error.status)
    return HttpResponse(status=200)


def _end(slug: str, token: str) -> None:
    provider = next((each for each in providers() if each.city.slug == slug), None)
    if provider is None:
        raise DomainError(CITY_ENDED)
    found = metadata_of(provider.issuer)
    said = logout_token_read(token, found=found, client_id=provider.client_id)
    number = hashlib.sha256(f"{provider.pk}:{said['jti']}".encode()).hexdigest()
    mark = f"accounts.signin.city.logout[{number}]"
    if cache.get(mark) is not None:
        raise refused("replayed")
    subject, session = said.get("sub"), said.get("sid")
    city_sessions_end(
        provider=provider,
        subject=subject if isinstance(subject, str) else "",
        session=session if isinstance(session, str) else "",
    )
    cache.set(mark, 1, timeout=REPLAY_SECONDS)
