"""The home page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """Show what can be done in the reader's city."""
    return render(request, "web/home.html", {"section": "home"})
