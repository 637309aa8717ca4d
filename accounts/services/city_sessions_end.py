"""Sessions that a city's account opened are written down, and end when the city says so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db import transaction

from accounts.models import CityLink, CityLinkSession, CityProvider, User
from accounts.selectors import standing_for
from accounts.services.session_end import session_mark
from accounts.upstream.finding import link_index
from services_portal.kernel import audit, clock, rawsql
from services_portal.kernel.actor import Actor
from services_portal.kernel.crypto import blind_index

# Shared by all who sign in at the same time; who ends the system waits for them.
_IN_FORCE: Final = """
    SELECT 1 FROM accounts_cityprovider
     WHERE city_id = %s AND issuer = %s AND state = 'approved' AND begins_at <= %s AND ends_at > %s FOR SHARE
"""


def sid_index(issuer: str, session: str) -> bytes:
    """Return the keyed hash of what an issuer calls a session of its own; of nothing, nothing."""
    return blind_index(f"{issuer}\n{session}", "accounts.citylink.sid") if session else b""


@transaction.atomic
def city_session_begin(*, link_id: UUID, session_key: str, sid: bytes) -> bool:
    """Note that the session was opened by a link, in the city's own session ``sid`` (its index); returns whether it may
    stay. Not where the link was taken back, or the city's system has ended, since the person left for a second factor:
    who ends either takes the same locks, and finds what was noted here."""
    link = CityLink.objects.select_for_update(no_key=True, of=("self",)).filter(pk=link_id).first()
    now = clock.now()
    if link is None or link.ended_at is not None:
        return False
    if rawsql.fetch_one(_IN_FORCE, [link.city_id, link.issuer, now, now]) is None:
        return False
    CityLinkSession.objects.create(link=link, session=session_mark(session_key), sid=sid, begun_at=now)
    return True


def city_session_forget(session: str) -> None:
    """Forget a session (its mark) that has ended otherwise."""
    CityLinkSession.objects.filter(session=session).delete()


@transaction.atomic
def city_sessions_end(*, provider: CityProvider, subject: str, session: str) -> int:
    """End, at the word of the city's provider, the sessions that it opened: all of a person (``subject``), those of one
    session of its own, or, given both, those of both. Returns how many. Audited where there were any."""
    found = CityLinkSession.objects.filter(link__issuer=provider.issuer, link__city=provider.city)
    if subject:
        found = found.filter(link__index=link_index(provider.issuer, subject))
    if session:
        found = found.filter(sid=sid_index(provider.issuer, session))
    ended = _end(found.select_related("link__user"))
    if ended:
        actor = Actor(type="city_provider", id=str(provider.pk))
        audit.record(actor, "accounts.city_link.sign_out", provider, detail={"sessions": ended})
    return ended


@transaction.atomic
def sessions_of_link_end(link: CityLink) -> int:
    """End the sessions that ``link`` opened; returns how many."""
    return _end(CityLinkSession.objects.filter(link=link).select_related("link__user"))


def _end(rows: Iterable[CityLinkSession]) -> int:
    ended = 0
    for row in rows:
        user: User = standing_for(row.link.user)
        for held in UserSession.objects.filter(user=user):
            if session_mark(held.session_key) == row.session:
                held.end()  # told by accounts.identity.sessions
                ended += 1
        row.delete()
    return ended
