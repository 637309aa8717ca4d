"""My old accounts: those that are mine, and how another becomes so."""

from __future__ import annotations

from typing import Any, Final, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.agents.kinds import AgencyState
from accounts.claiming.selectors import claims_of
from accounts.models import User
from accounts.queue.selectors import doubts_of
from accounts.services.agency_by_old_login import agency_by_old_login
from accounts.services.claim_join import claim_join
from accounts.services.claim_undo import claim_undo
from accounts.signin.asking import require_shown
from accounts.signin.counted import counted_try
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.web.old_account_form import ENTERPRISE, OldAccountForm
from services_portal.web.refusals import said_of
from services_portal.web.views.me import SIGN_IN

PAGE: Final = "/me/old-accounts/"


@require_safe
@never_cache
@login_required(login_url=SIGN_IN)
def old_accounts(request: HttpRequest) -> HttpResponse:
    """Show the old accounts that are the resident's."""
    now = clock.now()
    held = [
        {"claim": each, "may_be_given_back": each.undo_until is not None and now < each.undo_until}
        for each in claims_of(cast(User, request.user))
    ]
    doubts = doubts_of(cast(User, request.user))
    context = {"section": "me", "held": held, "doubts": doubts, "crumbs": [_crumb(), {"label": _("Old accounts")}]}
    return render(request, "web/old_accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@never_cache
@login_required(login_url=SIGN_IN)
def old_account_add(request: HttpRequest) -> HttpResponse:
    """Add an old account by its name and password, or act for the enterprise whose old login they open.

    Who is there is asked before the form is shown: what is typed into it must not be kept meanwhile.
    """
    require_shown(request)
    form = OldAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            target, told = _add(request, form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, said_of(refusal))
        else:
            messages.success(request, told)
            return HttpResponseRedirect(target)
    crumbs = [_crumb(), {"label": _("Old accounts"), "url": PAGE}, {"label": _("Add an old account")}]
    return render(request, "web/old_account_add.html", {"section": "me", "form": form, "crumbs": crumbs})


def _add(request: HttpRequest, said: dict[str, Any]) -> tuple[str, str]:
    """Do what the form asks; return where to go on and what to say there."""
    user, actor = cast(User, request.user), cast(Actor, request.actor)  # type: ignore[attr-defined]
    opens = {"city": said["city"], "name": said["name"], "password": said["password"]}
    with counted_try(request, {"username": said["name"], "city": said["city"], "password": said["password"]}):
        if said["whose"] != ENTERPRISE:
            claim_join(actor=actor, user=user, **opens)
            return PAGE, _("The old account is yours now.")
        relation = agency_by_old_login(actor=actor, user=user, **opens)
    if relation.state == AgencyState.IN_FORCE:
        return "/me/agencies/", _("You act for the enterprise now, under your own name.")
    return "/me/agencies/", _("Asked. It holds once it is confirmed.")


@require_POST
@login_required(login_url=SIGN_IN)
def old_account_give_back(request: HttpRequest, claiming_id: UUID) -> HttpResponse:
    """Give back what came with one claim."""
    require_shown(request)
    try:
        claim_undo(actor=request.actor, claiming_id=claiming_id)  # type: ignore[attr-defined]
    except DomainError as refusal:
        messages.error(request, said_of(refusal))
    else:
        messages.success(request, _("Given back, as it was."))
    return HttpResponseRedirect(PAGE)


def _crumb() -> dict[str, str]:
    return {"label": _("My page"), "url": "/me/"}
