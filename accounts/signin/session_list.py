"""Where a person is signed in: on which device, since when, and how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, Final

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.signin.device_names import device_named
from accounts.signin.presence import CITY, PASSKEY, SIGNED_UP, records_in


class SignedInBy(models.TextChoices):
    """How a session was opened."""

    PASSKEY = "passkey", _("with a passkey")
    PASSWORD = "password", _("with a password")
    PHONE = "phone", _("with a code to the phone")
    EMAIL = "email", _("with a code to the e-mail address")
    CITY = "city", _("with a city's account")
    SIGN_UP = "sign_up", _("by opening the account")
    OTHER = "other", _("in another way")


@dataclass(frozen=True)
class SessionShown:
    """One session as its person sees it; ``id`` ends it. Where the device was is not kept: an address is no place."""

    id: int
    device: str
    signed_in_by: SignedInBy
    second_factor: bool
    first_seen_at: datetime
    last_seen_at: datetime
    is_current: bool


_METHODS: Final = {"password": SignedInBy.PASSWORD, CITY: SignedInBy.CITY, SIGNED_UP: SignedInBy.SIGN_UP}


def opened_by(records: list[dict[str, Any]]) -> tuple[SignedInBy, bool]:
    """Return how a session was opened and whether by two things, out of what was written down in it."""
    entered = [record for record in records if not record.get("reauthenticated") and not record.get("flow")]
    second = any(record.get("method") == "mfa" and not record.get("passwordless") for record in entered)
    for record in entered:
        if record.get("method") == "mfa" and record.get("type") == PASSKEY and record.get("passwordless"):
            return SignedInBy.PASSKEY, False
        if record.get("method") == "code":
            return (SignedInBy.PHONE if record.get("phone") else SignedInBy.EMAIL), second
        if way := _METHODS.get(record.get("method", "")):
            return way, second and way is not SignedInBy.SIGN_UP
    return SignedInBy.OTHER, second


def sessions_of(user: User, current_key: str) -> list[SessionShown]:
    """Return the live sessions of ``user``, the current one first, then the latest; those that ended are dropped."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    found = []
    for session in UserSession.objects.purge_and_list(user):
        way, second = opened_by(records_in(store(session.session_key)))
        found.append(
            SessionShown(
                id=session.pk,
                device=device_named(session.user_agent),
                signed_in_by=way,
                second_factor=second,
                first_seen_at=session.created_at,
                last_seen_at=session.last_seen_at,
                is_current=session.session_key == current_key,
            )
        )
    return sorted(found, key=lambda each: (not each.is_current, -each.last_seen_at.timestamp()))


def sessions_end(user: User, *, keep_key: str = "", only: int | None = None) -> int:
    """End the session ``only``, or all but the one with ``keep_key``; returns how many ended. A stranger's is none."""
    found = UserSession.objects.filter(user=user)
    found = found.filter(pk=only) if only is not None else found.exclude(session_key=keep_key)
    sessions = list(found)
    for session in sessions:
        session.end()
    return len(sessions)
