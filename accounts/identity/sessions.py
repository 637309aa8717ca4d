"""When a session ends, by whatever page or API: Django's and allauth's own signals say so."""

from __future__ import annotations

from typing import Any

from allauth.account import signals
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_delete

from accounts.models import User
from accounts.services.session_end import session_end


def _key(request: Any) -> str:
    return getattr(getattr(request, "session", None), "session_key", None) or ""


def _signed_out(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    if isinstance(user, User) and _key(request):
        session_end(user_id=user.pk, session_key=_key(request))


def _removed(sender: Any, instance: UserSession, **kwargs: Any) -> None:
    session_end(user_id=instance.user_id, session_key=instance.session_key)


def _others_ended(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    # Another password ends every session but the one in which it was set: their hash no longer fits.
    for session in UserSession.objects.filter(user=user).exclude(session_key=_key(request)):
        session_end(user_id=user.pk, session_key=session.session_key)


def connect() -> None:
    """Listen."""
    user_logged_out.connect(_signed_out, dispatch_uid="accounts.identity.sessions")
    post_delete.connect(_removed, sender=UserSession, dispatch_uid="accounts.identity.sessions")
    for signal in (signals.password_changed, signals.password_reset, signals.password_set):
        signal.connect(_others_ended, dispatch_uid="accounts.identity.sessions")
