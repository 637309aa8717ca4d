"""Where residents sign in: the phone first, other ways beside it. django-allauth does the rest."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from services_portal.web.forms import safe_next


@require_safe
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the ways to sign in; those who are signed in go on."""
    target = safe_next(request, default="")
    if request.user.is_authenticated:
        return HttpResponseRedirect(target or "/me/")
    return render(request, "account/request_login_code.html", {"section": "me", "redirect_field_value": target})
