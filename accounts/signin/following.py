"""Keeps identifiers in step with the addresses that allauth keeps: its own signals say when they change."""

from __future__ import annotations

from typing import Any

from allauth.account import signals
from django.db import transaction

from accounts.models import User
from accounts.selectors import USER
from accounts.services import emails_keep
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor


def _follow(sender: Any, user: Any = None, email_address: Any = None, **kwargs: Any) -> None:
    person = user if user is not None else email_address.user
    if isinstance(person, User) and person.pk is not None:
        emails_keep(user=person)


@transaction.atomic
def _added(sender: Any, user: Any, email_address: Any, **kwargs: Any) -> None:
    audit.record(Actor(type=USER, id=str(user.pk)), "accounts.address.add", email_address)


def connect() -> None:
    """Listen; at each sign-in too, so that a step that was cut off is made up for."""
    for signal in (signals.email_confirmed, signals.email_changed, signals.email_removed, signals.user_logged_in):
        signal.connect(_follow, dispatch_uid="accounts.signin.following")
    signals.email_added.connect(_added, dispatch_uid="accounts.signin.following")
