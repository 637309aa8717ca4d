"""When a person last showed who he is, in the session of this request."""

from __future__ import annotations

from allauth.account.authentication import get_authentication_records
from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from accounts.models import User
from services_portal.kernel import clock


def signed_in_at(request: HttpRequest, user: User) -> int:
    """Return the time (seconds since 1970) of the last password, code or passkey in this session, else its begin.

    0 where nothing is known: then nothing is fresh.
    """
    records = get_authentication_records(request, user)
    if records:
        return int(max(record["at"] for record in records))
    begun = UserSession.objects.filter(session_key=request.session.session_key, user=user).values_list("created_at")
    row = begun.first()
    return int(row[0].timestamp()) if row else 0


def is_too_old(request: HttpRequest) -> bool:
    """Whether a signed-in person showed who he is longer ago than the app's ``max_age`` allows (seconds)."""
    wanted = request.GET.get("max_age", "")
    if not wanted.isascii() or not wanted.isdigit() or not request.user.is_authenticated:
        return False
    return clock.now().timestamp() - signed_in_at(request, request.user) > int(wanted)
