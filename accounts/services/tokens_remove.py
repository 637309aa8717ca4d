"""Tokens that nobody can use any more are removed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from allauth.idp.oidc.models import Token
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import AppSession, CityLinkSession, SpentRefreshToken
from services_portal.kernel import clock

AT_ONCE: Final = 5000


def tokens_remove(*, at_once: int = AT_ONCE) -> int:
    """Delete expired tokens, used refresh tokens that would have expired by now, and what is noted of sessions long
    over: apps to be told, cities' accounts that opened them. Returns how many.

    They open nothing, so no audit entry is written. In transactions of ``at_once`` rows: none holds locks for long.
    """
    now = clock.now()
    long_ago = now - timedelta(seconds=2 * settings.SESSION_COOKIE_AGE)  # nobody signed out, the session ran out
    forgotten = _remove(AppSession.objects.filter(begun_at__lte=long_ago, ended_at=None), at_once)
    forgotten += _remove(CityLinkSession.objects.filter(begun_at__lte=long_ago), at_once)
    return (
        forgotten
        + _remove(Token.objects.filter(expires_at__lte=now), at_once)
        + _remove(SpentRefreshToken.objects.filter(good_until__lte=now), at_once)
    )


def _remove(rows: QuerySet[Any], at_once: int) -> int:
    removed = 0
    while True:
        with transaction.atomic():
            batch = list(rows.order_by("pk").values_list("pk", flat=True)[:at_once])
            removed += rows.model.objects.filter(pk__in=batch).delete()[0]
        if len(batch) < at_once:
            return removed
