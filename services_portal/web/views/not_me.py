"""The page behind the link "this was not me": whoever holds it may sign the account out, and nothing else."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.objection import change_of
from accounts.services.change_object import change_object


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was changed, without a word of whose account it is; on POST take it back and sign everything out.

    A GET changes nothing, for mail servers open links by themselves.
    """
    change = change_of(token)
    if change is None:
        raise Http404
    if request.method == "POST":
        change = change_object(change_id=change.pk)
    response = render(request, "web/not_me.html", {"section": "me", "change": change})
    response["Referrer-Policy"] = "no-referrer"
    return response
