"""How the reader wants to read: language and size of text."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from accounts.services import ResidentChanges
from services_portal.web.forms import LanguageForm, safe_next
from services_portal.web.visitor import LARGE, visitor_of


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep a language and go back to the page."""
    response = HttpResponseRedirect(safe_next(request))
    form = LanguageForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["language"]
        cookies = {settings.LANGUAGE_COOKIE_NAME: chosen}
        visitor_of(request).remember(response, ResidentChanges(language=chosen), **cookies)
    return response


@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Keep large or usual text and go back to the page."""
    response = HttpResponseRedirect(safe_next(request))
    large = request.POST.get("large") == "1"
    visitor_of(request).remember(response, ResidentChanges(large_text=large), text=LARGE if large else "usual")
    return response
