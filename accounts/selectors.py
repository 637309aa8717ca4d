"""Reads of accounts."""

from __future__ import annotations

from django.http import HttpRequest

from services_portal.kernel.actor import ANONYMOUS, SYSTEM, Actor


def actor_for_request(request: HttpRequest) -> Actor:
    """Return who acts in ``request``: nobody, or the signed-in user."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ANONYMOUS
    if user.is_superuser:
        return Actor(type="user", id=str(user.pk), label=str(user), all_rights=SYSTEM.all_rights)
    return Actor(type="user", id=str(user.pk), label=str(user))
