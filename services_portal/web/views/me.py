"""My page: the resident's own settings, sessions and ways to sign in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.merging.telling import parted_of
from accounts.models import Merge, User
from accounts.objection import objection_token
from accounts.selectors import changes_of, merges_of
from accounts.services.merge_cancel import merge_cancel
from accounts.services.merge_undo import merge_undo
from accounts.services.sms_sign_in_set import sms_sign_in_set
from accounts.signin.asking import require_shown
from accounts.signin.session_list import sessions_end, sessions_of
from services_portal.kernel.errors import DomainError
from services_portal.web.agency_cards import cards_shown
from services_portal.web.forms import ProfileForm
from services_portal.web.refusals import said_of
from services_portal.web.views.apps import apps_of
from services_portal.web.visitor import CITY_COOKIE, LARGE, visitor_of

SIGN_IN = "/sign-in/"
ASKED_FIRST: Final = ("undo",)  # to call a merge off is always safe
MERGE_STEPS: Final[dict[str, Callable[..., Merge]]] = {"cancel": merge_cancel, "undo": merge_undo}


def _security(user: User) -> dict[str, int | bool]:
    """Return which ways to sign in a person has set up."""
    factors = list(Authenticator.objects.filter(user=user))
    kinds = [factor.type for factor in factors]
    codes = next((factor for factor in factors if factor.type == Authenticator.Type.RECOVERY_CODES), None)
    return {
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "totp": Authenticator.Type.TOTP in kinds,
        "recovery_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "password": user.has_usable_password(),
    }


@require_safe
@never_cache
@login_required(login_url=SIGN_IN)
def me(request: HttpRequest) -> HttpResponse:
    """Show the resident's own page."""
    user = cast(User, request.user)
    context = {
        "section": "me",
        "page_is_section": True,
        "profile": visitor_of(request).profile,
        "security": _security(user),
        "sessions": sessions_of(user, request.session.session_key or ""),
        "apps": apps_of(user),
        "merges": merges_of(user),
        "parted": parted_of(user),
        "agencies": cards_shown(request.actor),  # type: ignore[attr-defined]
        "changes": [{"change": change, "token": objection_token(change)} for change in changes_of(user, 5)],
    }
    return render(request, "web/me.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required(login_url=SIGN_IN)
def profile(request: HttpRequest) -> HttpResponse:
    """Change name, home and present region, language and size of text."""
    visitor = visitor_of(request)
    assert visitor.profile is not None  # noqa: S101 - login_required
    form = ProfileForm(request.POST or None, initial=ProfileForm.initial_of(visitor.profile.resident))
    if request.method == "POST" and form.is_valid():
        changes = form.changes()
        response = HttpResponseRedirect("/me/")
        cookies = {
            settings.LANGUAGE_COOKIE_NAME: form.cleaned_data["language"],
            "text": LARGE if form.cleaned_data["large_text"] else "usual",
        }
        visitor.remember(response, changes, **cookies)
        response.delete_cookie(CITY_COOKIE, samesite="Lax")
        with override(form.cleaned_data["language"]):
            messages.success(request, _("Saved."))
        return response
    context = {
        "section": "me",
        "form": form,
        "crumbs": [{"label": _("My page"), "url": "/me/"}, {"label": _("Profile")}],
    }
    return render(request, "web/profile.html", context)


@require_POST
@login_required(login_url=SIGN_IN)
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the person's other sessions."""
    if not sessions_end(cast(User, request.user), only=pk):
        raise Http404
    messages.success(request, _("The session has ended. That device has to sign in again."))
    return HttpResponseRedirect("/me/#sessions")


@require_POST
@login_required(login_url=SIGN_IN)
def sms_sign_in(request: HttpRequest) -> HttpResponse:
    """Let a code to the phone sign the person in no longer, or again."""
    require_shown(request)
    try:
        refused = request.POST.get("refused") == "1"
        sms_sign_in_set(actor=request.actor, user=cast(User, request.user), refused=refused)  # type: ignore[attr-defined]
    except DomainError as refusal:
        messages.error(request, said_of(refusal))
    else:
        messages.success(request, _("Saved."))
    return HttpResponseRedirect("/me/#security")


@require_POST
@login_required(login_url=SIGN_IN)
def merge(request: HttpRequest, merge_id: UUID, step: str) -> HttpResponse:
    """Call off a merge of the person's accounts, or take merged ones apart."""
    if step not in MERGE_STEPS:
        raise Http404
    if step in ASKED_FIRST:
        require_shown(request)
    try:
        MERGE_STEPS[step](actor=request.actor, merge_id=merge_id)  # type: ignore[attr-defined]
    except DomainError as refusal:
        messages.error(request, said_of(refusal))
    else:
        messages.success(request, _("Done. We have written to you about it."))
    return HttpResponseRedirect("/me/#merges")
