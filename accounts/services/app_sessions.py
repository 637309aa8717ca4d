"""Apps that are to be told when the session ends from which a person signed in to them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.idp.oidc.models import Client
from django.db import transaction

from accounts.models import AppSession, User
from services_portal.kernel import clock

BACKCHANNEL = "backchannel_logout_uri"


def backchannel_of(client: Client) -> str:
    """Return where ``client`` wants to be told, or nothing."""
    kept = client.data if isinstance(client.data, dict) else {}
    return str(kept.get(BACKCHANNEL) or "")


def app_session_begin(*, client: Client, user: User, session: str, issuer: str) -> None:
    """Note that ``user`` signs in to ``client`` from this session (its mark), if the app wants to know of its end."""
    if not backchannel_of(client) or not session:
        return
    facts = {"user": user, "issuer": issuer, "begun_at": clock.now(), "ended_at": None, "next_try_at": None}
    AppSession.objects.update_or_create(client=client, session=session, defaults={**facts, "attempts": 0})


@transaction.atomic
def app_sessions_end(*, user_id: UUID, session: str | None = None) -> list[UUID]:
    """Mark the apps of a session, or of all that the person had, to be told; returns their rows, each marked once."""
    rows = AppSession.objects.select_for_update(no_key=True).filter(user_id=user_id, ended_at=None).order_by("pk")
    found: list[UUID] = list((rows.filter(session=session) if session else rows).values_list("pk", flat=True))
    now = clock.now()
    AppSession.objects.filter(pk__in=found).update(ended_at=now, next_try_at=now)
    return found


def app_sessions_due(at: datetime | None = None) -> list[UUID]:
    """Return the rows whose app is to be told (again) now."""
    due = AppSession.objects.filter(next_try_at__lte=at or clock.now()).order_by("next_try_at")
    return list(due.values_list("pk", flat=True)[:1000])
