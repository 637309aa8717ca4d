"""People who have shown that they are there, and people who have not for a while."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import User
from accounts.signin.presence import RECORDS, SIGNED_UP, note
from tests.accounts.clients import AppClient


def show(client: Client, user: User) -> Client:
    """Let ``user`` have shown it just now, by a passkey."""
    session = client.session
    note(session, user, "mfa", type="webauthn")
    session.save()
    return client


def let_presence_pass(client: AppClient | Client, minutes: int = 11) -> None:
    """Make everything that was shown in the client's session older."""
    key = client.session.session_key if isinstance(client, Client) else client.session_key
    store = SessionStore(key)
    seconds = timedelta(minutes=minutes).total_seconds()
    store[RECORDS] = [{**record, "at": record["at"] - seconds} for record in store.get(RECORDS, [])]
    if SIGNED_UP in store:
        store[SIGNED_UP] -= seconds
    store.save()
    assert Session.objects.filter(pk=key).exists()
