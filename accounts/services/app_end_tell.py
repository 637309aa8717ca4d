"""An app is told that a person's session has ended (OpenID Connect Back-Channel Logout 1.0)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

import httpx
from django.db import transaction

from accounts.identity.id_tokens import logout_token
from accounts.identity.subjects import sector_of, subject_of
from accounts.models import AppSession
from accounts.services.app_sessions import backchannel_of
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import SYSTEM

# Half a minute, a minute, two, and so on: over four hours in all, then the app is on its own.
FIRST_DELAY: Final = timedelta(seconds=30)
MOST_TRIES: Final = 10
SECONDS: Final = 5.0
TOLD: Final = frozenset({200, 204})


def app_end_tell(*, app_session_id: UUID) -> bool:
    """Send the logout token of one row that is due; returns whether the app has taken it.

    Then the row goes. Where the app does not take it (anything but 200 and 204, within five seconds, without
    redirects) it is tried again later, ten times at most; giving up is audited. No transaction is held while it sends.
    """
    claimed = _claim(app_session_id)
    if claimed is None:
        return False
    if _sent(claimed):
        claimed.delete()
        return True
    if claimed.attempts >= MOST_TRIES:
        detail = {"client": claimed.client_id, "attempts": claimed.attempts}
        with transaction.atomic():
            audit.record(SYSTEM, "accounts.app_session.untold", claimed.user, detail=detail)
            claimed.delete()
    return False


@transaction.atomic
def _claim(row_id: UUID) -> AppSession | None:
    now = clock.now()
    due = AppSession.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    row: AppSession | None = due.select_related("client", "user").filter(pk=row_id, next_try_at__lte=now).first()
    if row is None:
        return None
    row.attempts += 1
    row.next_try_at = now + FIRST_DELAY * 2 ** (row.attempts - 1)
    row.save(update_fields=["attempts", "next_try_at"])
    return row


def _sent(row: AppSession) -> bool:
    address = backchannel_of(row.client)
    if not address:  # the app no longer wants to know
        return True
    subject = subject_of(sector_of(row.client), row.user_id)
    token = logout_token(row.client_id, subject, row.session, row.issuer)
    try:
        with httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False) as client:
            return client.post(address, data={"logout_token": token}).status_code in TOLD
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
