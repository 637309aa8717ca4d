"""My accounts at cities' identity systems: those that open mine, and how another comes to."""

from __future__ import annotations

from typing import Final, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.services.city_link_end import city_link_end
from accounts.signin.asking import require_shown
from accounts.signin.noticing import words_of
from accounts.upstream.selectors import links_of
from services_portal.kernel.errors import DomainError
from services_portal.web.refusals import said_of
from services_portal.web.views.me import SIGN_IN

PAGE: Final = "/me/city-accounts/"


@require_safe
@never_cache
@login_required(login_url=SIGN_IN)
def city_accounts(request: HttpRequest) -> HttpResponse:
    """Show the cities' accounts that open the resident's own, and the cities of which one may be added."""
    crumbs = [{"label": _("My page"), "url": "/me/"}, {"label": _("Cities' accounts")}]
    context = {"section": "me", "links": links_of(cast(User, request.user)), "crumbs": crumbs, "here": PAGE}
    return render(request, "web/city_accounts.html", context)


@require_POST
@login_required(login_url=SIGN_IN)
def city_account_end(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Take one away."""
    require_shown(request)
    user, actor = cast(User, request.user), request.actor  # type: ignore[attr-defined]
    try:
        city_link_end(actor=actor, user=user, link_id=link_id, device=words_of(request))
    except DomainError as refusal:
        messages.error(request, said_of(refusal))
    else:
        messages.success(request, _("That account opens yours no longer."))
    # The session may have been opened by it.
    return HttpResponseRedirect(PAGE)
