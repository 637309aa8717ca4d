"""The library's addresses, and a page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import include, path


def leave(request: HttpRequest) -> str:
    """Return where the provider signs people out (the library asks for this function)."""
    asked = {"id_token_hint": request.session["oidc_id_token"], "post_logout_redirect_uri": settings.AFTER}
    return f"{settings.ISSUER}/identity/o/logout?{urlencode(asked)}"


def home(request: HttpRequest) -> JsonResponse:
    """Say who is signed in."""
    return JsonResponse({"email": getattr(request.user, "email", None)})


urlpatterns = [path("oidc/", include("mozilla_django_oidc.urls")), path("", home)]
